import { lxcNames } from '../../../app/lxc-path.js';
import type { LxcCommand } from '../command.js';

export const command: LxcCommand = {
  synopsis: '[--name=NAME]',
  about: 'monitors the state of the NAME container',
  options: { quit: { short: 'Q', summary: 'there is no lxc-monitord to quit' } },
  named: 'optional',
  async run({ name, path, invocation, verbs, output, has }) {
    // As LXC where none runs.
    if (has('quit')) return 1;
    if (lxcNames(path).length === 0) return 0;
    // NAME may be a regular expression of the whole name.
    const pattern = new RegExp(`^(?:${name === '' ? '.*' : name})$`);
    for await (const { container, state, exitCode, signal } of verbs.monitor(
      invocation,
      [],
      new AbortController().signal,
    )) {
      if (!pattern.test(container)) continue;
      const tell = (text: string) => output.data(`'${container}' ${text}\n`);
      // LXC speaks of stopping once the first process has ended, and knows no status of one that a signal ended.
      if (state === 'STOPPING') continue;
      if (state === 'STOPPED') {
        if (exitCode !== null || signal !== null) tell(`exited with status [${exitCode ?? 0}]`);
        tell('changed state to [STOPPING]');
      }
      tell(`changed state to [${state}]`);
    }
    return 0;
  },
};
