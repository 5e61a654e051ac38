import { type LxcCommand, LxcFailure } from '../command.js';
import { settle, stateOf } from '../defined.js';

export const command: LxcCommand = {
  synopsis: '--name=NAME',
  about: 'freezes a container with the identifier NAME',
  options: {},
  named: 'required',
  async run(context) {
    const { name, path, invocation, verbs } = context;
    if ((await stateOf(context)) === 'STOPPED') throw new LxcFailure(`Failed to freeze ${path}:${name}`);
    return settle(await verbs.freeze(invocation, [name]));
  },
};
