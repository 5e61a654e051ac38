import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { addLxcContainer, changeLxcContainer } from '../../../app/lxc-path.js';
import { type LxcCommand, type LxcContext, LxcFailure } from '../command.js';
import { isDefined, settle, stateOf } from '../defined.js';

export const command: LxcCommand = {
  synopsis: '--name=NAME -- COMMAND',
  about: 'start COMMAND in specified container NAME',
  options: {
    daemon: { short: 'd', summary: 'Daemonize the container (default)' },
    foreground: { short: 'F', summary: 'Start and show what it writes until it ends' },
    pidfile: { short: 'p', value: 'FILE', summary: 'Create a file with the process id' },
    rcfile: { short: 'f', value: 'FILE', summary: 'Load configuration file FILE' },
    'console-log': { short: 'L', value: 'FILE', summary: 'Log container console output to FILE' },
    'close-all-fds': { short: 'C', summary: 'No descriptor is ever inherited' },
    define: { short: 's', value: 'KEY=VAL', summary: 'Assign VAL to configuration variable KEY' },
  },
  named: 'required',
  async run(context) {
    const { name, path, rest, invocation, verbs, value } = context;
    for (const option of ['console-log', 'define'])
      if (context.has(option)) throw new LxcFailure(`--${option} is not supported yet`);
    const file = value('rcfile');
    if (file !== undefined)
      await addLxcContainer(invocation, path, name, resolve(invocation.workingDirectory, file));
    else if (!isDefined(context)) throw new LxcFailure('No container config specified');
    // As LXC: it says so, and that is no failure.
    if ((await stateOf(context)) !== 'STOPPED') throw new LxcFailure('Container is already running', 0);
    if (rest.length > 0) {
      await changeLxcContainer(invocation, name, { init: undefined, command: rest });
    }
    settle(
      await verbs.up(invocation, {
        containers: [name],
        wait: false,
        timeoutMs: 0,
        recreate: false,
        removeOrphans: false,
      }),
    );
    const pidfile = value('pidfile');
    if (pidfile !== undefined) {
      const [info] = await verbs.info(invocation, [name]);
      writeFileSync(resolve(invocation.workingDirectory, pidfile), `${info?.pid ?? ''}\n`);
    }
    return context.has('foreground') ? await stayWith(context) : 0;
  },
};

/** Until it ends; its exit status is ours. */
async function stayWith({ name, invocation, verbs, output }: LxcContext): Promise<number> {
  const ended = verbs.wait(invocation, { containers: [name], states: ['STOPPED'], timeoutMs: 0 });
  const tail = (async () => {
    const all = { containers: [name], follow: true, tail: null, sinceNs: null, untilNs: null };
    for await (const record of verbs.logs(invocation, all)) output.data(`${record.line.toString()}\n`);
  })();
  const [container] = await ended;
  await Promise.race([tail, new Promise(resolve => setTimeout(resolve, 200))]);
  return container?.exitCode ?? 0;
}
