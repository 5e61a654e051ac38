import { isAbsolute, relative } from 'node:path';
import type { EditedSpec } from '../../app/contract.js';
import { ExitCode } from '../../model/problem.js';
import type { Command } from '../command.js';
import { escapeText } from '../escape.js';
import { flag } from '../options.js';
import { renderDiagnostic } from '../render-diagnostic.js';
import { renderDiff } from '../render-diff.js';

export const command: Command = {
  arguments: '[FILE...]',
  description: [
    'Lays a spec out canonically: two spaces a level, one blank behind a colon, lists further in than their key, at most one empty line in a row, no blanks at the end of lines. Every comment, every word and their order stay; lines are neither broken nor joined. Prints the names of the files that it has changed; without FILE it is the spec that every command finds, `-` is standard input and prints the result.',
    'With --upgrade also today’s words: `services` becomes `containers`, `mem_limit`, `cpus`, `pids_limit` and `deploy.resources.limits` become `limits`, and Docker Compose’s `version` goes. What the file means stays the same, and that is checked.',
  ],
  options: {
    check: { type: 'boolean', summary: 'Change nothing; exit code 1 when a file would change' },
    diff: { type: 'boolean', summary: 'Print the changes' },
    upgrade: { type: 'boolean', summary: 'Also rewrite older words' },
  },
  examples: [
    { line: 'lxc-compose fmt --check --diff', meaning: 'what is not laid out well? (for a CI)' },
    { line: 'lxc-compose fmt --upgrade old.yaml', meaning: 'today’s words, with all comments' },
  ],
  async run({ values, positionals, invocation, verbs, output, readInput }) {
    const check = flag(values, 'check');
    const write = !check && !flag(values, 'dry-run');
    const showsDiff = flag(values, 'diff') || flag(values, 'dry-run');
    const nearName = ({ file }: EditedSpec): string =>
      isAbsolute(file) ? relative(invocation.workingDirectory, file) || file : file;
    const files = positionals.length > 0 ? positionals : invocation.files;
    if (files.includes('-')) invocation.standardInput ??= await readInput();
    let differs = false;
    for (const file of files.length > 0 ? files : [null]) {
      const edited = await verbs.fmt(invocation, { file, upgrade: flag(values, 'upgrade'), write });
      const { before, after, remarks } = edited;
      for (const remark of flag(values, 'quiet') ? [] : remarks) {
        const sources = new Map([[edited.file, before]]);
        output.note(renderDiagnostic(remark, sources, invocation.workingDirectory, output.noteColours));
      }
      if (file === '-' && write) output.data(after);
      if (before === after) continue;
      differs = true;
      if (showsDiff) output.data(renderDiff(nearName(edited), before, after, output.dataColours));
      else if (!flag(values, 'quiet') && !(file === '-' && write))
        output.data(`${escapeText(nearName(edited))}\n`);
    }
    return check && differs ? ExitCode.failed : ExitCode.ok;
  },
};
