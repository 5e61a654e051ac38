import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { addLxcContainer } from '../../../app/lxc-path.js';
import { withLxcVariation } from '../../../app/lxc-variation.js';
import { type LxcCommand, type LxcContext, LxcFailure } from '../command.js';
import { configurationLines } from '../configuration-lines.js';
import { consoleLines } from '../console-lines.js';
import { demandFree, hasEnded, isDefined, settle, stateOf } from '../defined.js';
import { stayWith } from '../foreground.js';
import { sharedNamespaces, sharingOptions } from '../sharing.js';

export const command: LxcCommand = {
  synopsis: '--name=NAME -- COMMAND',
  about: 'start COMMAND in specified container NAME',
  options: {
    daemon: { short: 'd', summary: 'Daemonize the container (default)' },
    foreground: { short: 'F', summary: 'Start and show what it writes until it ends' },
    rcfile: { short: 'f', value: 'FILE', summary: 'Load configuration file FILE' },
    define: {
      short: 's',
      value: 'KEY=VAL',
      multiple: true,
      summary: 'Assign VAL to configuration variable KEY',
    },
    console: { short: 'c', value: 'FILE', summary: 'Use specified FILE for the container console' },
    'console-log': { short: 'L', value: 'FILE', summary: 'Log container console output to FILE' },
    'close-all-fds': { short: 'C', summary: 'No descriptor is ever inherited' },
    pidfile: { short: 'p', value: 'FILE', summary: 'Create a file with the process id' },
    ...sharingOptions,
  },
  named: 'required',
  async run(context) {
    const { name, path, rest, invocation, verbs, value } = context;
    const given = value('rcfile');
    const file = given === undefined ? undefined : readable(resolve(invocation.workingDirectory, given));
    if (!isDefined(context)) {
      demandFree(context);
      if (file === undefined) throw new LxcFailure('No container config specified');
      await addLxcContainer(invocation, path, name, file);
    }
    // As LXC: it says so, and that is no failure.
    if ((await stateOf(context)) !== 'STOPPED') throw new LxcFailure('Container is already running', 0);
    const lines = [...configurationLines(context.all('define')), ...consoleLines(context)];
    const shared = await sharedNamespaces(context);
    const configuration = file === undefined ? keptConfiguration(context) : readFileSync(file, 'utf8');
    const since = BigInt(context.now()) * 1_000_000n;
    const variation = { ...(file !== undefined && { file }), lines, argv: rest, shared };
    await withLxcVariation(invocation, { path, name, configuration }, variation, async varied => {
      const options = { wait: false, timeoutMs: 0, recreate: false, removeOrphans: false };
      const result = await verbs.up(varied, { containers: [name], ...options, again: true });
      // What has ended already leaves nothing to be verified: it was started.
      settle(result.leftOver.length > 0 && (await hasEnded(context)) ? { ...result, leftOver: [] } : result);
    });
    const pidfile = value('pidfile');
    if (pidfile !== undefined) {
      const [info] = await verbs.info(invocation, [name]);
      writeFileSync(resolve(invocation.workingDirectory, pidfile), String(info?.pid ?? ''));
    }
    if (context.has('foreground')) await stayWith(context, since);
    // What the program returns is no matter of lxc-start: that is lxc-execute.
    return 0;
  },
};

/** @throws LxcFailure */
function readable(file: string): string {
  try {
    readFileSync(file);
    return file;
  } catch {
    throw new LxcFailure('Failed to load rcfile');
  }
}

/** A container that the spec's author wrote has none. */
function keptConfiguration({ path, name }: LxcContext): string {
  try {
    return readFileSync(`${path}/${name}/config`, 'utf8');
  } catch {
    return '';
  }
}
