import { resolve } from 'node:path';
import {
  addLxcContainer,
  changeLxcContainer,
  keepConfiguration,
  removeLxcContainer,
} from '../../../app/lxc-path.js';
import { isTerminal } from '../../terminal.js';
import { type LxcCommand, LxcFailure } from '../command.js';
import { isDefined, settle, stateOf } from '../defined.js';

export const command: LxcCommand = {
  synopsis: '--name=NAME -- COMMAND',
  about: 'creates a container with the identifier NAME\nand execs COMMAND into this container.',
  options: {
    daemon: { short: 'd', summary: 'Daemonize the container' },
    rcfile: { short: 'f', value: 'FILE', summary: 'Load configuration file FILE' },
    define: { short: 's', value: 'KEY=VAL', summary: 'Assign VAL to configuration variable KEY' },
    uid: { short: 'u', value: 'UID', summary: 'Execute COMMAND with UID inside the container' },
    gid: { short: 'g', value: 'GID', summary: 'Execute COMMAND with GID inside the container' },
  },
  stops: true,
  named: 'required',
  async run(context) {
    const { name, path, rest, invocation, verbs, value, has } = context;
    for (const option of ['define', 'uid', 'gid'])
      if (has(option)) throw new LxcFailure(`--${option} is not supported yet`);
    if (rest.length === 0) throw new LxcFailure('missing command to execute!');
    const file = value('rcfile');
    // One that nobody defined is there for this command only.
    const passing = !isDefined(context);
    if (file !== undefined || passing) {
      const source =
        file === undefined
          ? keepConfiguration(path, name, `lxc.uts.name = ${name}\n`)
          : resolve(invocation.workingDirectory, file);
      await addLxcContainer(invocation, path, name, source);
    }
    if ((await stateOf(context)) !== 'STOPPED') throw new LxcFailure('Container is already running');
    if (has('daemon')) {
      await changeLxcContainer(invocation, name, { init: undefined, command: rest });
      const options = {
        containers: [name],
        wait: false,
        timeoutMs: 0,
        recreate: false,
        removeOrphans: false,
      };
      return settle(await verbs.up(invocation, options));
    }
    try {
      return await verbs.run(invocation, {
        container: name,
        argv: rest,
        environment: [],
        tty: isTerminal(0) && isTerminal(1),
        ephemeral: false,
        remove: passing,
      });
    } finally {
      if (passing) await removeLxcContainer(invocation, path, name);
    }
  },
};
