import { readFileSync } from 'node:fs';
import { ExitCode } from '../../model/problem.js';
import type { Command } from '../command.js';

export const command: Command = {
  arguments: '',
  description: [
    'Prints the JSON Schema (draft-07) of the spec, with a description of every key. Editors that know YAML use it to complete and check while you type.',
  ],
  options: {},
  examples: [
    { line: 'lxc-compose schema > lxc-compose.schema.json', meaning: 'keep it for your editor' },
    { line: "lxc-compose schema | jq '.properties | keys'", meaning: 'the top-level keys' },
  ],
  async run({ output }) {
    output.data(readFileSync(new URL('../../../schemas/lxc-compose.schema.json', import.meta.url), 'utf8'));
    return ExitCode.ok;
  },
};
