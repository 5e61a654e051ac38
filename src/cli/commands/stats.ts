import type { ContainerSample } from '../../app/contract.js';
import { ExitCode } from '../../model/problem.js';
import type { Command } from '../command.js';
import { parseDuration } from '../duration.js';
import { flag, text } from '../options.js';
import { renderStats, statsDocument } from '../render-stats.js';
import { renderJson } from '../table.js';

/** Two looks this far apart tell the share of a processor. */
const shortestMs = 500;
const toTheTop = '\u001b[H\u001b[J';

export const command: Command = {
  arguments: '[NAME...]',
  description: [
    'Shows what running containers use, again and again, until it is interrupted; without NAME all of them. Processor time is a share of one processor: 200 % is two of them.',
  ],
  options: {
    'no-stream': { type: 'boolean', summary: 'Once, and not again and again' },
    delay: { type: 'string', short: 'd', value: 'TIME', summary: 'Between two looks (default: 2s)' },
    pressure: { type: 'boolean', summary: 'Also how long something waited for a resource (PSI)' },
    format: {
      type: 'string',
      value: 'KIND',
      choices: ['table', 'json', 'jsonl'],
      summary: 'table (default), json, or jsonl: an object a line',
    },
  },
  examples: [
    { line: 'lxc-compose stats', meaning: 'a live table of everything that runs' },
    { line: 'lxc-compose stats --no-stream --format json web', meaning: 'one look at web, for a script' },
  ],
  needsRoot: true,
  completes: 'running',
  async run({ values, positionals, invocation, verbs, output }) {
    const once = flag(values, 'no-stream');
    const format = text(values, 'format') ?? 'table';
    const delay = Math.max(shortestMs, parseDuration(text(values, 'delay') ?? '2s', '--delay'));
    let before = byName(await verbs.stats(invocation, positionals));
    for (let first = true; ; first = false) {
      await new Promise(resolve => setTimeout(resolve, first ? shortestMs : delay));
      const samples = await verbs.stats(invocation, positionals);
      const documents = samples.map(each => statsDocument(each, before.get(each.name)));
      if (format === 'json') output.data(renderJson(documents));
      else if (format === 'jsonl') output.data(documents.map(each => `${JSON.stringify(each)}\n`).join(''));
      else {
        const table = renderStats(samples, before, flag(values, 'pressure'));
        output.data(!once && output.dataIsTerminal ? toTheTop + table : table);
      }
      if (once) return ExitCode.ok;
      before = byName(samples);
    }
  },
};

function byName(samples: ContainerSample[]): Map<string, ContainerSample> {
  return new Map(samples.map(each => [each.name, each]));
}
