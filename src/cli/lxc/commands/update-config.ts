import { resolve } from 'node:path';
import { upgradeLxcFile } from '../../../app/upgrade-lxc-file.js';
import type { LxcCommand } from '../command.js';

export const command: LxcCommand = {
  synopsis: '-h|--help [-c|--config]',
  about: 'brings a configuration of LXC 1 or 2 up to date, and keeps it as FILE.backup',
  options: { config: { short: 'c', value: 'FILE', summary: 'the container configuration to update' } },
  named: 'no',
  async run({ tool, value, output, invocation }) {
    const file = value('config');
    if (file === undefined)
      output.data(`${tool} -h|--help [-c|--config]\nconfig: the container configuration to update\n`);
    else upgradeLxcFile(resolve(invocation.workingDirectory, file));
    return 0;
  },
};
