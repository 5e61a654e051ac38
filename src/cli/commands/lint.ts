import type { Finding } from '../../app/contract.js';
import { ExitCode } from '../../model/problem.js';
import type { Command } from '../command.js';
import { flag, text } from '../options.js';
import { renderFindings, renderFindingsAsJson, renderFindingsForGithub } from '../render-findings.js';
import { usageProblem } from '../usage.js';

const levels = ['error', 'warning', 'info'] as const satisfies readonly Finding['level'][];

export const command: Command = {
  arguments: '',
  description: [
    'Reads the spec and tells what is legal and probably a mistake: networks that nobody joins, containers that are given the host, passwords in the file, waiting that never ends. Every finding has its line and a code; docs/lint.md explains each. Changes nothing and needs no root.',
    'Containers of all profiles are looked at. A comment `# lint-ignore: LXCC1201` at the end of a line, or alone before it, says that this one is meant.',
    'Exit codes: 0 nothing of level warning or above is shown, 1 something is, 65 the spec is not valid.',
  ],
  options: {
    level: {
      type: 'string',
      value: 'LEVEL',
      choices: levels,
      summary: 'Show findings from this level on (default: warning)',
    },
    strict: { type: 'boolean', summary: 'Exit with 1 for everything that is shown, info too' },
    format: {
      type: 'string',
      value: 'KIND',
      choices: ['text', 'json', 'github'],
      summary: 'text (default), json, or github (annotations of a workflow)',
    },
  },
  examples: [
    { line: 'lxc-compose lint', meaning: 'what should be looked at again?' },
    { line: 'lxc-compose lint --level info --format json', meaning: 'everything, for a program' },
  ],
  async run({ values, positionals, invocation, verbs, output }) {
    if (positionals.length > 0) {
      throw usageProblem('lint takes no arguments', 'lint', 'Name the spec with -f FILE.');
    }
    const result = await verbs.lint(invocation);
    const shownLevels = levels.slice(
      0,
      levels.indexOf((text(values, 'level') ?? 'warning') as Finding['level']) + 1,
    );
    const shown = result.findings.filter(each => shownLevels.includes(each.level));
    const hidden = result.findings.length - shown.length;
    const { workingDirectory } = invocation;
    const format = text(values, 'format') ?? 'text';
    if (format === 'json') output.data(renderFindingsAsJson(result, shown, hidden));
    else if (format === 'github') output.data(renderFindingsForGithub(shown, workingDirectory));
    else {
      output.data(renderFindings(shown, result.sources, workingDirectory, output.dataColours));
      if (!flag(values, 'quiet')) output.note(summaryOf(shown, hidden));
    }
    if (!result.valid) return ExitCode.invalidSpec;
    const fails = shown.some(each => each.level !== 'info' || flag(values, 'strict'));
    return fails ? ExitCode.failed : ExitCode.ok;
  },
};

/** `1 error, 2 warnings; 3 more with --level info`; nothing where there is nothing. */
function summaryOf(shown: readonly Finding[], hidden: number): string {
  const counts = levels.flatMap(level => {
    const count = shown.filter(each => each.level === level).length;
    if (count === 0) return [];
    return [`${count} ${level}${count > 1 && level !== 'info' ? 's' : ''}`];
  });
  const parts = [
    ...(counts.length > 0 ? [counts.join(', ')] : []),
    ...(hidden > 0 ? [`${hidden} more with --level info`] : []),
  ];
  return parts.length > 0 ? `${parts.join('; ')}\n` : '';
}
