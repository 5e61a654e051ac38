import { asProblem } from '../../../model/as-problem.js';
import { ExitCode } from '../../../model/problem.js';
import { isTerminal } from '../../terminal.js';
import { type LxcCommand, LxcFailure } from '../command.js';
import { stateOf } from '../defined.js';

const reasons = {
  [ExitCode.notFound]: 'No such file or directory',
  [ExitCode.notExecutable]: 'Permission denied',
};

export const command: LxcCommand = {
  synopsis: '--name=NAME [-- COMMAND]',
  about: 'Execute the specified COMMAND - enter the container NAME',
  options: {
    'elevated-privileges': { short: 'e', summary: 'All privileges instead of those of the container' },
    'clear-env': { summary: 'Clear all environment variables before attaching' },
    'keep-env': { summary: 'Keep all current environment variables (default)' },
    'set-var': { short: 'v', value: 'NAME=VALUE', multiple: true, summary: 'Set an additional variable' },
    'keep-var': { value: 'NAME', multiple: true, summary: 'Keep an additional environment variable' },
    uid: { short: 'u', value: 'UID', summary: 'Execute COMMAND with UID inside the container' },
    gid: { short: 'g', value: 'GID', summary: 'Execute COMMAND with GID inside the container' },
    rcfile: { short: 'f', value: 'FILE', summary: 'Load configuration file FILE' },
  },
  stops: true,
  named: 'required',
  async run(context) {
    const { name, rest, invocation, verbs, has, value, all } = context;
    if ((await stateOf(context)) === 'STOPPED')
      throw new LxcFailure('Failed to get init pid: it is not running');
    const kept = has('clear-env') ? all('keep-var') : Object.keys(invocation.environment);
    const variables = kept.flatMap(each => {
      const text = invocation.environment[each];
      return text === undefined ? [] : [`${each}=${text}`];
    });
    const user = value('uid');
    const group = value('gid');
    try {
      return await verbs.exec(invocation, {
        container: name,
        argv: rest.length > 0 ? rest : ['/bin/sh'],
        environment: [...variables, ...all('set-var')],
        workingDirectory: '',
        user:
          user === undefined && group === undefined
            ? ''
            : `${user ?? 0}${group === undefined ? '' : `:${group}`}`,
        tty: isTerminal(0) && isTerminal(1),
        privileged: has('elevated-privileges'),
      });
    } catch (error) {
      const problem = asProblem(error);
      const code = problem.exitCode;
      if (code === ExitCode.notFound || code === ExitCode.notExecutable)
        throw new LxcFailure(`${reasons[code]} - Failed to exec "${rest[0]}"`, code);
      throw error;
    }
  },
};
