import { ExitCode } from '../../model/problem.js';
import type { Command } from '../command.js';
import { parseMoment } from '../duration.js';
import { LogPrinter } from '../log-printer.js';
import { flag, text } from '../options.js';
import { usageProblem } from '../usage.js';

export const command: Command = {
  arguments: '[NAME...]',
  description: [
    'Prints what containers have written to standard output and error, merged by time; without NAME of all of them. `-f` keeps following through restarts and includes containers that come later.',
    'On a terminal everything but colours and tabs is taken out of the lines, because a container could otherwise take your terminal over; `--raw` leaves them as they are.',
  ],
  options: {
    follow: { type: 'boolean', short: 'f', summary: 'Go on with what is written from now on' },
    tail: {
      type: 'string',
      short: 'n',
      value: 'LINES',
      summary: 'Only the last lines of each container (default: all)',
    },
    since: { type: 'string', value: 'TIME', summary: 'Only what is newer: 10m, 2026-01-02T03:04:05Z' },
    until: { type: 'string', value: 'TIME', summary: 'Only what is older' },
    timestamps: { type: 'boolean', short: 't', summary: 'When each line was written, in front of it' },
    'no-prefix': { type: 'boolean', summary: "Without the container's name in front" },
    'no-log-prefix': { type: 'boolean', hidden: true, summary: "Docker Compose's word for --no-prefix" },
    'no-color': { type: 'boolean', hidden: true, summary: 'The same as --ansi never, for prefixes' },
    raw: { type: 'boolean', summary: 'The bytes as they were written, also on a terminal' },
    index: { type: 'string', unsupported: true, summary: '' },
  },
  examples: [
    { line: 'lxc-compose logs -f web db', meaning: 'follow two containers' },
    {
      line: 'lxc-compose logs --since 10m --tail 50 -t',
      meaning: 'at most 50 lines of each from the last ten minutes, with times',
    },
  ],
  needsRoot: true,
  completes: 'containers',
  async run({ values, positionals, invocation, verbs, output, now }) {
    const since = text(values, 'since');
    const until = text(values, 'until');
    const printer = new LogPrinter(output, {
      prefix: !flag(values, 'no-prefix') && !flag(values, 'no-log-prefix'),
      colour: !flag(values, 'no-color'),
      timestamps: flag(values, 'timestamps'),
      raw: flag(values, 'raw'),
      names: positionals,
    });
    const records = verbs.logs(invocation, {
      containers: positionals,
      follow: flag(values, 'follow'),
      tail: parseTail(text(values, 'tail')),
      sinceNs: since === undefined ? null : parseMoment(since, '--since', now()),
      untilNs: until === undefined ? null : parseMoment(until, '--until', now()),
    });
    for await (const record of records) printer.print(record);
    printer.flush();
    return ExitCode.ok;
  },
};

/** Lines, or null for all of them. */
function parseTail(tail: string | undefined): number | null {
  if (tail === undefined || tail === 'all') return null;
  if (!/^\d{1,15}$/.test(tail))
    throw usageProblem(`--tail is a number of lines or "all", not "${tail}"`, 'logs');
  return Number(tail);
}
