import { type LxcCommand, LxcFailure } from '../command.js';
import { stateOf } from '../defined.js';

/** LXC had it before 1.0. */
export const command: LxcCommand = {
  synopsis: '--name=NAME [-p PRIORITY]',
  about: 'tells or sets the nice value of a container',
  options: { priority: { short: 'p', value: 'PRIORITY', summary: '-20 (most) to 19 (least)' } },
  named: 'required',
  async run(context) {
    const { name, invocation, verbs, output, value } = context;
    const given = value('priority');
    const nice = given === undefined ? undefined : Number(given);
    if (nice !== undefined && !(Number.isInteger(nice) && nice >= -20 && nice <= 19))
      throw new LxcFailure(`invalid priority '${given}'`);
    if ((await stateOf(context)) === 'STOPPED') throw new LxcFailure(`${name} is not running`);
    const now = await verbs.priority(invocation, { container: name, ...(nice !== undefined && { nice }) });
    if (nice === undefined) output.data(`${now}\n`);
    return 0;
  },
};
