import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Invocation } from '../../../app/contract.js';
import { addLxcContainer, keepConfiguration, removeLxcContainer } from '../../../app/lxc-path.js';
import { withLxcVariation } from '../../../app/lxc-variation.js';
import { asProblem } from '../../../model/as-problem.js';
import { ExitCode } from '../../../model/problem.js';
import { isTerminal } from '../../terminal.js';
import { type LxcCommand, type LxcContext, LxcFailure } from '../command.js';
import { configurationLines } from '../configuration-lines.js';
import { demandFree, isDefined, settle, stateOf } from '../defined.js';
import { sharedNamespaces, sharingOptions } from '../sharing.js';

export const command: LxcCommand = {
  synopsis: '--name=NAME -- COMMAND',
  about: 'creates a container with the identifier NAME\nand execs COMMAND into this container.',
  options: {
    daemon: { short: 'd', summary: 'Daemonize the container' },
    rcfile: { short: 'f', value: 'FILE', summary: 'Load configuration file FILE' },
    define: {
      short: 's',
      value: 'KEY=VAL',
      multiple: true,
      summary: 'Assign VAL to configuration variable KEY',
    },
    uid: { short: 'u', value: 'UID', summary: 'Execute COMMAND with UID inside the container' },
    gid: { short: 'g', value: 'GID', summary: 'Execute COMMAND with GID inside the container' },
    ...sharingOptions,
  },
  stops: true,
  named: 'required',
  async run(context) {
    const { name, path, rest, invocation, value, has } = context;
    if (rest.length === 0) throw new LxcFailure('missing command to execute!');
    const given = value('rcfile');
    const file = given === undefined ? undefined : resolve(invocation.workingDirectory, given);
    if (file !== undefined && !existsSync(file)) throw new LxcFailure('Failed to load rcfile');
    // One that nobody defined is there for this command only.
    const passing = !isDefined(context);
    if (passing) demandFree(context);
    if (passing) {
      const source = file ?? keepConfiguration(path, name, `lxc.uts.name = ${name}\n`);
      await addLxcContainer(invocation, path, name, source);
    }
    try {
      if ((await stateOf(context)) !== 'STOPPED') throw new LxcFailure('Container is already running');
      const kept = file ?? `${path}/${name}/config`;
      const configuration = existsSync(kept) ? readFileSync(kept, 'utf8') : '';
      const lines = configurationLines(context.all('define'));
      const shared = await sharedNamespaces(context);
      const instead = file !== undefined && !passing;
      const variation = { ...(instead && { file }), lines, argv: has('daemon') ? rest : [], shared };
      return await withLxcVariation(invocation, { path, name, configuration }, variation, varied =>
        has('daemon') ? leave(context, varied) : runInFront(context, varied, passing),
      );
    } finally {
      if (passing && !has('daemon')) await removeLxcContainer(invocation, path, name);
    }
  },
};

async function leave({ name, verbs }: LxcContext, invocation: Invocation): Promise<number> {
  const options = { wait: false, timeoutMs: 0, recreate: false, removeOrphans: false, again: true };
  return settle(await verbs.up(invocation, { containers: [name], ...options }));
}

async function runInFront(
  { name, rest, verbs, value, has }: LxcContext,
  invocation: Invocation,
  passing: boolean,
): Promise<number> {
  const user = [value('uid') ?? '0', ...(has('gid') ? [value('gid')] : [])].join(':');
  try {
    return await verbs.run(invocation, {
      container: name,
      argv: rest,
      environment: [],
      ...((has('uid') || has('gid')) && { user }),
      tty: isTerminal(0) && isTerminal(1),
      ephemeral: false,
      remove: passing,
    });
  } catch (error) {
    const { exitCode } = asProblem(error);
    // LXC's init returns -1 for a program that it cannot start.
    if (exitCode === ExitCode.notFound || exitCode === ExitCode.notExecutable)
      throw new LxcFailure(`Failed to exec "${rest[0]}"`, 255);
    throw error;
  }
}
