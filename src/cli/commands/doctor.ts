import type { Verbs } from '../../app/contract.js';
import { ExitCode } from '../../model/problem.js';
import type { Palette } from '../colours.js';
import type { Command } from '../command.js';
import { displayWidth, pad } from '../display-width.js';
import { escapeText } from '../escape.js';
import { flag, text } from '../options.js';
import { renderJson } from '../table.js';

type Finding = Awaited<ReturnType<Verbs['doctor']>>[number];

export const command: Command = {
  arguments: '',
  description: [
    'Looks for every kernel feature and program that lxc-compose can use, and tells for each missing one which keys of the spec it disables and how to get it. Changes nothing.',
  ],
  options: {
    format: { type: 'string', value: 'KIND', choices: ['table', 'json'], summary: 'table (default) or json' },
    json: { type: 'boolean', summary: 'The same as --format json' },
  },
  examples: [
    { line: 'lxc-compose doctor', meaning: 'what can this host do?' },
    {
      line: "lxc-compose doctor --format json | jq '.[] | select(.present | not)'",
      meaning: 'what is missing, for a script',
    },
  ],
  async run({ values, verbs, output }) {
    const findings = await verbs.doctor();
    const json = flag(values, 'json') || text(values, 'format') === 'json';
    output.data(json ? renderJson(findings) : renderFindings(findings, output.dataColours));
    return ExitCode.ok;
  },
};

/** What is there as a list, then what is missing with its consequences and remedies: the part that people act on. */
function renderFindings(findings: Finding[], palette: Palette): string {
  const missing = findings.filter(finding => !finding.present);
  const width = Math.max(0, ...findings.map(finding => displayWidth(escapeText(finding.feature))));
  const lines = findings
    .filter(finding => finding.present)
    .map(finding =>
      `${palette.green('ok')}       ${pad(escapeText(finding.feature), width)}  ${escapeText(finding.detail)}`.trimEnd(),
    );
  for (const finding of missing) {
    lines.push(
      `${palette.red('missing')}  ${pad(escapeText(finding.feature), width)}  ${escapeText(finding.detail)}`.trimEnd(),
    );
    if (finding.disables.length > 0)
      lines.push(`           disables: ${finding.disables.map(escapeText).join(', ')}`);
    if (finding.remedy) lines.push(`           remedy:   ${escapeText(finding.remedy)}`);
  }
  const verdict =
    missing.length === 0
      ? 'Everything is there.'
      : `${findings.length - missing.length} of ${findings.length} features are there; the rest of lxc-compose works without the missing ones.`;
  return `${[...lines, '', verdict].join('\n')}\n`;
}
