import type { Explanation } from '../../app/contract.js';
import { ExitCode } from '../../model/problem.js';
import type { Command } from '../command.js';
import { escapeText } from '../escape.js';
import { text } from '../options.js';
import { formatValue } from '../plan/values.js';
import { formatPosition } from '../render-problem.js';
import { renderJson } from '../table.js';
import { usageProblem } from '../usage.js';

export const command: Command = {
  arguments: 'PATH',
  description: [
    'Tells of a resource, or of one attribute, what the spec asks and in which line, what the kernel has, what was applied last and by which entry of the history, and what `up` would do. Changes nothing.',
  ],
  options: {
    format: { type: 'string', value: 'KIND', choices: ['text', 'json'], summary: 'text (default) or json' },
  },
  examples: [
    {
      line: 'lxc-compose explain web.limits.memory',
      meaning: 'where does this limit come from, and is it so?',
    },
    { line: 'lxc-compose explain networks.br0', meaning: 'everything about a bridge' },
  ],
  needsRoot: true,
  async run({ values, positionals, invocation, verbs, output }) {
    const [path, ...more] = positionals;
    if (path === undefined || more.length > 0) throw usageProblem('`explain` takes one path', 'explain');
    const explained = await verbs.explain(invocation, path);
    if (text(values, 'format') === 'json')
      output.data(renderJson({ schema: 'lxc-compose/explain/v1', attributes: explained }));
    else output.data(explained.map(each => render(each, invocation.workingDirectory)).join('\n'));
    return ExitCode.ok;
  },
};

function render(each: Explanation, workingDirectory: string): string {
  const shown = (value: Explanation['wanted']) => formatValue(each.path, value);
  const where = each.position ? `   ${formatPosition(each.position, workingDirectory)}` : '';
  const kernel = each.kernel === undefined ? '' : `   ${escapeText(each.kernel)}`;
  const entry = each.entry === null ? '' : `   history ${each.entry}`;
  const act = each.operation === null ? 'nothing' : `${each.operation}${each.drift ? ' (drift)' : ''}`;
  return [
    escapeText(each.path),
    `  wanted   ${shown(each.wanted)}${where}`,
    `  actual   ${shown(each.actual)}${kernel}`,
    `  applied  ${shown(each.applied)}${entry}`,
    `  up does  ${act}`,
    '',
  ].join('\n');
}
