import { lxcNames } from '../../../app/lxc-path.js';
import { type LxcCommand, LxcFailure } from '../command.js';

/** LXC had it until 1.0: ps(1) with the container's name in front. */
export const command: LxcCommand = {
  synopsis: '[--name NAME]',
  about: 'list processes belonging to containers',
  options: { lxc: { summary: 'all containers (the default without a name)' } },
  named: 'optional',
  async run({ name, path, invocation, verbs, output }) {
    if (name !== '' && !lxcNames(path).includes(name)) throw new LxcFailure(`${name} doesn't exist`);
    const lists = lxcNames(path).length === 0 ? [] : await verbs.top(invocation, name === '' ? [] : [name]);
    const width = Math.max('CONTAINER'.length, ...lists.map(each => each.name.length));
    output.data(`${'CONTAINER'.padEnd(width)}     PID TTY          TIME CMD\n`);
    for (const each of lists) {
      for (const { pid, cpuMs, command } of each.processes) {
        const seconds = Math.floor(cpuMs / 1000);
        const time = [seconds / 3600, (seconds / 60) % 60, seconds % 60]
          .map(part => String(Math.floor(part)).padStart(2, '0'))
          .join(':');
        const program = command.split(' ')[0]!.split('/').at(-1)!;
        output.data(`${each.name.padEnd(width)} ${String(pid).padStart(7)} ?        ${time} ${program}\n`);
      }
    }
    return 0;
  },
};
