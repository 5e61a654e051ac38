import { resolve } from 'node:path';
import { ExitCode } from '../../model/problem.js';
import type { Command } from '../command.js';
import { usageProblem } from '../usage.js';

export const command: Command = {
  arguments: '',
  description: [
    'Prints a unit of systemd for this spec: `up` at boot, or `autostart --all` when a container of the spec has `autostart`, and `down` at shutdown. Nothing is installed.',
    'Write it to /etc/systemd/system/ and enable it; the spec is named with its absolute path.',
  ],
  options: {},
  examples: [
    {
      line: 'lxc-compose systemd-unit > /etc/systemd/system/lab.service',
      meaning: 'the unit where systemd looks for it',
    },
    { line: 'systemctl enable --now lab', meaning: 'and from now on at every boot' },
  ],
  async run({ positionals, invocation, verbs, output }) {
    if (positionals.length > 0)
      throw usageProblem('`systemd-unit` is about the whole project and takes no names', 'systemd-unit');
    const { text } = await verbs.systemdUnit(invocation, programPath());
    output.data(text);
    return ExitCode.ok;
  },
};

/** The script that started us lies beside the bundle's directory, in an installed package and in a checkout. */
function programPath(): string {
  return resolve(process.argv[1] ?? '', '../../bin/lxc-compose');
}
