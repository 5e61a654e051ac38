import { isAbsolute, relative } from 'node:path';
import { ExitCode } from '../../model/problem.js';
import type { Command } from '../command.js';
import { flag } from '../options.js';
import { renderDiagnostic } from '../render-diagnostic.js';
import { renderDiff } from '../render-diff.js';
import { usageProblem } from '../usage.js';

export const command: Command = {
  arguments: 'PATH VALUE | --delete PATH',
  description: [
    'Changes one value in the text of the spec and nothing around it: comments, order, quotation marks and anchors stay. What would be written is checked first; with a mistake in it nothing is written (exit code 65).',
    'PATH is keys with points between them, from the root or from the name of a container: `web.limits.memory`, `networks.br0.mtu`. Items of lists are counted from 0, `-` is the place behind the last one: `web.ports.0`, `web.ports.-`. A key with points in it stands in quotation marks: `\'web.labels."a.b"\'`. Missing parents are made.',
    'VALUE is YAML: 5, 512M, `[a, b]`, `{a: b}`. Where a value comes from an anchor, the container gets one of its own; the anchor is not changed. With several files the one is changed in which PATH is written, else the first; `-f -` prints the result.',
  ],
  options: {
    delete: { type: 'boolean', summary: 'Remove the key or item' },
    string: { type: 'boolean', summary: 'VALUE is a text, whatever it looks like' },
  },
  examples: [
    { line: 'lxc-compose set web.limits.memory 512M', meaning: 'one line changes' },
    { line: 'lxc-compose set --dry-run web.ports.- 8081:81', meaning: 'show what another port would change' },
  ],
  async run({ values, positionals, invocation, verbs, output }) {
    const [path, value, ...more] = positionals;
    const wantsDelete = flag(values, 'delete');
    if (path === undefined || (value === undefined) !== wantsDelete || more.length > 0) {
      throw usageProblem(wantsDelete ? 'set --delete takes a PATH' : 'set takes a PATH and a VALUE', 'set');
    }
    const write = !flag(values, 'dry-run');
    const options = { path, value: value ?? null, asText: flag(values, 'string'), write };
    const { file, before, after, remarks, warnings } = await verbs.set(invocation, options);
    const { workingDirectory } = invocation;
    if (!flag(values, 'quiet')) {
      const render = (text: string) => (each: (typeof remarks)[number]) =>
        output.note(renderDiagnostic(each, new Map([[file, text]]), workingDirectory, output.noteColours));
      remarks.forEach(render(before));
      warnings.forEach(render(after));
      if (before === after) output.note(`${path} is so already: nothing to change\n`);
    }
    const near = isAbsolute(file) ? relative(workingDirectory, file) || file : file;
    if (!write) output.data(renderDiff(near, before, after, output.dataColours));
    else if (invocation.files.includes('-')) output.data(after);
    return ExitCode.ok;
  },
};
