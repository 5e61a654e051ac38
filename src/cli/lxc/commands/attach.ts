import { resolve } from 'node:path';
import type { ExecOptions } from '../../../app/contract.js';
import { asProblem } from '../../../model/as-problem.js';
import { ExitCode } from '../../../model/problem.js';
import { parsePlatform } from '../../../spec/normalize/platform.js';
import { GrammarError } from '../../../spec/values/grammar-error.js';
import { isTerminal } from '../../terminal.js';
import { type LxcCommand, type LxcContext, LxcFailure, LxcParseFailure } from '../command.js';
import { stateOf } from '../defined.js';
import { lxcNamespaces, namespacesOf } from '../namespace-words.js';

const reasons = {
  [ExitCode.notFound]: 'No such file or directory',
  [ExitCode.notExecutable]: 'Permission denied',
};

const privileges = { CAP: 'capabilities', CGROUP: 'cgroup', LSM: 'label' } as const;

type Restraint = Pick<
  ExecOptions,
  'privileged' | 'without' | 'namespaces' | 'remount' | 'platform' | 'label'
>;

export const command: LxcCommand = {
  synopsis: '--name=NAME [-- COMMAND]',
  about: 'Execute the specified COMMAND - enter the container NAME',
  options: {
    'elevated-privileges': {
      short: 'e',
      value: 'PRIVILEGES',
      mayLack: true,
      summary: `Without what the container is held by: ORed list of ${Object.keys(privileges).join(', ')}; all without a list`,
    },
    arch: { short: 'a', value: 'ARCH', summary: "Use ARCH for program instead of container's own" },
    namespaces: {
      short: 's',
      value: 'FLAGS',
      summary: `Enter only these: ORed list of ${Object.keys(lxcNamespaces).join(', ')}; implies -e`,
    },
    'remount-sys-proc': { short: 'R', summary: 'With -s without MOUNT: /proc and /sys of those namespaces' },
    'clear-env': { summary: 'Clear all environment variables before attaching' },
    'keep-env': { summary: 'Keep all current environment variables (default)' },
    'keep-var': { value: 'NAME', multiple: true, summary: 'Keep an additional environment variable' },
    'set-var': { short: 'v', value: 'NAME=VALUE', multiple: true, summary: 'Set an additional variable' },
    'pty-log': { short: 'L', value: 'FILE', summary: 'Log what the terminal shows to FILE' },
    rcfile: { short: 'f', value: 'FILE', summary: 'Load configuration file FILE' },
    uid: { short: 'u', value: 'UID', summary: 'Execute COMMAND with UID inside the container' },
    gid: { short: 'g', value: 'GID', summary: 'Execute COMMAND with GID inside the container' },
    context: { short: 'c', value: 'CONTEXT', summary: 'SELinux context to transition into' },
  },
  stops: true,
  named: 'required',
  async run(context) {
    const { name, rest, invocation, verbs, has, value, all } = context;
    const restraint = restraintOf(context);
    if ((await stateOf(context)) === 'STOPPED')
      throw new LxcFailure('Failed to get init pid: it is not running');
    const kept = has('clear-env') ? all('keep-var') : Object.keys(invocation.environment);
    const variables = kept.flatMap(each => {
      const text = invocation.environment[each];
      return text === undefined ? [] : [`${each}=${text}`];
    });
    const tty = isTerminal(0) && isTerminal(1);
    const log = value('pty-log');
    const transcript = log === undefined ? undefined : resolve(invocation.workingDirectory, log);
    try {
      return await verbs.exec(invocation, {
        container: name,
        argv: rest.length > 0 ? rest : ['/bin/sh'],
        // As putenv(3): a name alone is no variable.
        environment: [...variables, ...all('set-var').filter(each => each.includes('='))],
        workingDirectory: '',
        // Root whatever the container's own program runs as, as LXC has it.
        user: `${value('uid') ?? 0}:${value('gid') ?? 0}`,
        tty,
        ...restraint,
        ...(transcript !== undefined && { transcript }),
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

/** What of the container the program does without. @throws LxcParseFailure */
function restraintOf({ has, value }: LxcContext): Restraint {
  for (const id of ['uid', 'gid']) if (!/^\d+$/.test(value(id) ?? '0')) throw new LxcParseFailure();
  const limited = value('namespaces');
  const asked = has('elevated-privileges') ? value('elevated-privileges')! : undefined;
  // LXC means all of them with a list of namespaces.
  const elevated =
    limited !== undefined || asked === ''
      ? Object.values(privileges)
      : (asked ?? '')
          .split('|')
          .filter(Boolean)
          .map(each => known(privileges, each));
  const platform = value('arch');
  const label = value('context');
  return {
    privileged: elevated.includes('capabilities'),
    without: elevated.filter(each => each !== 'capabilities'),
    ...(limited !== undefined && { namespaces: namespacesOf(limited) }),
    remount: has('remount-sys-proc'),
    ...(platform !== undefined && { platform: architectureOf(platform) }),
    ...(label !== undefined && { label }),
  };
}

function known<Value>(words: Record<string, Value>, word: string): Value {
  if (!Object.hasOwn(words, word.trim())) throw new LxcParseFailure();
  return words[word.trim()]!;
}

function architectureOf(text: string): string {
  try {
    return parsePlatform(text);
  } catch (error) {
    if (error instanceof GrammarError) throw new LxcParseFailure();
    throw error;
  }
}
