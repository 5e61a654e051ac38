import { Problem } from '../../../model/problem.js';
import { type LxcCommand, LxcFailure, LxcParseFailure } from '../command.js';
import { stateOf } from '../defined.js';

export const command: LxcCommand = {
  synopsis: '--name=NAME [-- ] state-object [value]',
  about: 'gets or sets the value of a state object (for example, cpuset.cpus)\nin the container group',
  options: {},
  stops: true,
  named: 'required',
  async run(context) {
    const { name, path, rest, invocation, verbs, output } = context;
    const [file, value] = rest;
    if (file === undefined) throw new LxcParseFailure();
    if ((await stateOf(context)) === 'STOPPED') throw new LxcFailure(`'${path}:${name}' is not running`);
    try {
      const read = await verbs.cgroup(invocation, {
        container: name,
        file,
        ...(value !== undefined && { value }),
      });
      if (value === undefined) output.data(`${read.value}\n\n`);
      return 0;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      throw new LxcFailure(
        value === undefined
          ? `Failed to retrieve value of '${file}' for '${path}:${name}'`
          : `Failed to assign '${value}' value to '${file}' for '${name}'`,
      );
    }
  },
};
