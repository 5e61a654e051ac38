import { resolve } from 'node:path';
import type { Command } from '../command.js';
import { text } from '../options.js';
import { usageProblem } from '../usage.js';

export const command: Command = {
  arguments: 'NAME [--] [COMMAND...]',
  description: [
    'Logs into a running container with ssh, at the address that the container has now. The exit status is that of ssh. `lxc-compose init --from sshd` writes a spec of such servers.',
    'Host keys are not checked: the address was just read from the kernel, and a container has a new key each time it is made.',
  ],
  options: {
    login: { type: 'string', short: 'l', value: 'USER', summary: 'Who logs in (default: root)' },
    identity: { type: 'string', short: 'i', value: 'FILE', summary: 'Private key' },
  },
  examples: [
    { line: 'lxc-compose ssh sshd-1', meaning: 'a shell by way of ssh' },
    {
      line: 'lxc-compose ssh -i ./key sshd-2 -- uptime',
      meaning: 'one command, with a key of this directory',
    },
  ],
  stopsAtFirstArgument: true,
  needsRoot: true,
  completes: 'running',
  async run({ values, positionals, invocation, verbs }) {
    const [container, ...rest] = positionals;
    if (container === undefined) throw usageProblem('ssh takes NAME and perhaps a command', 'ssh');
    const user = text(values, 'login') ?? 'root';
    if (!/^[a-z_][a-z0-9_.-]*\$?$/i.test(user))
      throw usageProblem(`"${user}" is not the name of a user`, 'ssh');
    const identity = text(values, 'identity');
    return await verbs.ssh(invocation, {
      container,
      user,
      argv: rest[0] === '--' ? rest.slice(1) : rest,
      ...(identity !== undefined && { identity: resolve(invocation.workingDirectory, identity) }),
    });
  },
};
