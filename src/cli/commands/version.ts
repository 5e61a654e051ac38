import { release } from 'node:os';
import { ExitCode } from '../../model/problem.js';
import { version } from '../../version.js';
import type { Command } from '../command.js';
import { flag, text } from '../options.js';
import { renderJson } from '../table.js';

export const command: Command = {
  arguments: '',
  description: [
    'Prints the version of lxc-compose; as JSON also those of Node and of the kernel, which belong into every report of a fault.',
  ],
  options: {
    format: { type: 'string', value: 'KIND', choices: ['text', 'json'], summary: 'text (default) or json' },
    short: { type: 'boolean', summary: 'The number only' },
  },
  examples: [
    { line: 'lxc-compose version', meaning: 'which lxc-compose is this?' },
    { line: 'lxc-compose version --format json', meaning: 'with Node and kernel, for a report' },
  ],
  async run({ values, output }) {
    if (text(values, 'format') === 'json') {
      output.data(
        renderJson({ version, node: process.versions.node, kernel: release(), architecture: process.arch }),
      );
    } else {
      output.data(flag(values, 'short') ? `${version}\n` : `lxc-compose version ${version}\n`);
    }
    return ExitCode.ok;
  },
};
