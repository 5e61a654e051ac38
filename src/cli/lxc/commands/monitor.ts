import { lxcNames } from '../../../app/lxc-path.js';
import type { LxcCommand } from '../command.js';

export const command: LxcCommand = {
  synopsis: '[--name=NAME]',
  about: 'monitors the state of the NAME container',
  options: { quit: { short: 'Q', summary: 'there is no lxc-monitord to quit' } },
  named: 'optional',
  async run({ name, path, invocation, verbs, output, has }) {
    if (has('quit') || lxcNames(path).length === 0) return 0;
    // NAME may be a regular expression of the whole name.
    const pattern = new RegExp(`^(?:${name === '' ? '.*' : name})$`);
    for await (const { container, state, exitCode, signal } of verbs.monitor(
      invocation,
      [],
      new AbortController().signal,
    )) {
      if (!pattern.test(container)) continue;
      output.data(`'${container}' changed state to [${state}]\n`);
      const code = signal === null ? exitCode : 128 + signal;
      if (state === 'STOPPED' && code !== null) output.data(`'${container}' exited with status [${code}]\n`);
    }
    return 0;
  },
};
