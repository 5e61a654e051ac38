import type { LxcCommand } from '../command.js';
import { settle, stateOf } from '../defined.js';

export const command: LxcCommand = {
  synopsis: '--name=NAME',
  about: 'unfreezes a container with the identifier NAME',
  options: {},
  named: 'required',
  async run(context) {
    const { name, invocation, verbs } = context;
    // As LXC: what does not stand has nothing to be let go.
    if ((await stateOf(context)) === 'STOPPED') return 0;
    return settle(await verbs.unfreeze(invocation, [name]));
  },
};
