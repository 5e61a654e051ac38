import type { ContainerState } from '../../../app/contract.js';
import { ExitCode, Problem } from '../../../model/problem.js';
import { type LxcCommand, LxcFailure, LxcParseFailure } from '../command.js';
import { isDefined } from '../defined.js';

const states = ['STOPPED', 'STARTING', 'RUNNING', 'STOPPING', 'ABORTING', 'FREEZING', 'FROZEN', 'THAWED'];

export const command: LxcCommand = {
  synopsis: '--name=NAME --state=STATE',
  about: 'waits for NAME container state to reach STATE',
  options: {
    state: { short: 's', value: 'STATE', summary: `ORed states to wait for: ${states.join(', ')}` },
    timeout: { short: 't', value: 'TMO', summary: 'Seconds to wait for state changes' },
  },
  named: 'required',
  async run(context) {
    const { name, invocation, verbs, value } = context;
    const wanted = value('state');
    if (wanted === undefined) throw new LxcParseFailure();
    const list = wanted.split('|').map(each => each.trim());
    for (const each of list) if (!states.includes(each)) throw new LxcFailure(`invalid state '${each}'`);
    // What nobody defined is stopped, and will not change.
    if (!isDefined(context)) return list.includes('STOPPED') ? 0 : 1;
    const seconds = Number(value('timeout') ?? -1);
    try {
      await verbs.wait(invocation, {
        containers: [name],
        // After a thaw it runs.
        states: list.map(each => (each === 'THAWED' ? 'RUNNING' : each)) as ContainerState[],
        timeoutMs: seconds < 0 ? 0 : Math.max(1, seconds * 1000),
      });
      return 0;
    } catch (error) {
      if (error instanceof Problem && error.exitCode === ExitCode.timeout) return 1;
      throw error;
    }
  },
};
