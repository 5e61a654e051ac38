import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ExitCode } from '../../model/problem.js';
import type { Command } from '../command.js';
import { lxcCommands } from '../lxc/table.js';
import { usageProblem } from '../usage.js';

export const command: Command = {
  arguments: 'install|list|remove DIR',
  description: [
    "Links LXC's commands (lxc-start, lxc-attach, …) in a directory to this program, which then takes their options, prints their output and returns their exit status. Each directory of containers (-P) is a project, whose spec is the file lxc-compose.yaml in it.",
    'They can be called without links as well: lxc-compose lxc-ls -f.',
  ],
  options: {},
  examples: [
    {
      line: 'lxc-compose aliases install /usr/local/bin',
      meaning: 'lxc-ls and its kin are ours from now on',
    },
    { line: 'lxc-compose aliases remove /usr/local/bin', meaning: 'no longer' },
  ],
  completes: ['install', 'list', 'remove'],
  async run({ positionals, invocation, verbs, output }) {
    const [action, directory, ...more] = positionals;
    if (!isAction(action) || directory === undefined || more.length > 0)
      throw usageProblem('aliases takes install, list or remove, and a directory', 'aliases');
    const program = fileURLToPath(new URL('../../../bin/lxc-compose', import.meta.url));
    const paths = await verbs.aliases(
      action,
      resolve(invocation.workingDirectory, directory),
      Object.keys(lxcCommands),
      program,
    );
    output.data(paths.map(path => `${path}\n`).join(''));
    return ExitCode.ok;
  },
};

function isAction(text: string | undefined): text is 'install' | 'list' | 'remove' {
  return text === 'install' || text === 'list' || text === 'remove';
}
