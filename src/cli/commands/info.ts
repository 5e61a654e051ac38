import { ExitCode } from '../../model/problem.js';
import type { Command } from '../command.js';
import { flag, text } from '../options.js';
import { renderInfo } from '../render-info.js';
import { renderJson } from '../table.js';

export const command: Command = {
  arguments: '[NAME...]',
  description: [
    "Tells what the kernel has of containers now: state, PID 1, addresses, and what they use, under lxc-info's labels; without NAME of all of the project. With -s, -p, -i or -S only that.",
  ],
  options: {
    state: { type: 'boolean', short: 's', summary: 'The state only' },
    pid: { type: 'boolean', short: 'p', summary: 'The PID of its PID 1 on the host only' },
    ips: { type: 'boolean', short: 'i', summary: 'The addresses only' },
    stats: { type: 'boolean', short: 'S', summary: 'What it uses only' },
    'no-humanize': { type: 'boolean', short: 'H', summary: 'Bytes and nanoseconds as plain numbers' },
    format: { type: 'string', value: 'KIND', choices: ['text', 'json'], summary: 'text (default) or json' },
  },
  examples: [
    { line: 'lxc-compose info web', meaning: 'everything about web' },
    { line: 'lxc-compose info -s db', meaning: 'whether db runs' },
  ],
  needsRoot: true,
  completes: 'containers',
  async run({ values, positionals, invocation, verbs, output }) {
    const containers = await verbs.info(invocation, positionals);
    if (text(values, 'format') === 'json') {
      output.data(renderJson(containers));
      return ExitCode.ok;
    }
    const [state, pid, ips, stats] = (['state', 'pid', 'ips', 'stats'] as const).map(name =>
      flag(values, name),
    );
    const all = !state && !pid && !ips && !stats;
    const parts = {
      name: all,
      state: all || state!,
      pid: all || pid!,
      ips: all || ips!,
      stats: all || stats!,
    };
    const humanize = !flag(values, 'no-humanize');
    output.data(containers.map(each => renderInfo(each, parts, humanize)).join(all ? '\n' : ''));
    return ExitCode.ok;
  },
};
