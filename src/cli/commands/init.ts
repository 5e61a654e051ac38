import { resolve } from 'node:path';
import { ExitCode } from '../../model/problem.js';
import type { Command } from '../command.js';
import { escapeText } from '../escape.js';
import { flag, text } from '../options.js';
import { renderDiagnostic } from '../render-diagnostic.js';
import { usageProblem } from '../usage.js';

const templates = ['host', 'debootstrap', 'sshd'];
/** Programs whose files can be taken over. */
const programs = ['compose', 'lxc'];

export const command: Command = {
  arguments: '[FILE]',
  description: [
    'Writes a first lxc-compose.yaml into the working directory, with comments that explain it. The project and its bridge are named after the directory; the subnet is one that the host does not use. A file that is there is never written over.',
    '`--from host` (the default) is a container with the programs of this host, `--from debootstrap` a Debian system in a directory, with the commands that make it. `--from compose FILE` and `--from lxc FILE` begin with what Docker Compose or LXC has, as `lxc-compose import` gives it.',
  ],
  options: {
    from: {
      type: 'string',
      value: 'KIND',
      choices: [...templates, ...programs],
      summary: 'host (default), debootstrap, compose FILE, or lxc FILE',
    },
    output: {
      type: 'string',
      short: 'o',
      value: 'FILE',
      summary: 'Write this file instead of lxc-compose.yaml',
    },
  },
  examples: [
    { line: 'lxc-compose init', meaning: 'a spec to begin with, named after this directory' },
    { line: 'lxc-compose init --from compose compose.yaml', meaning: 'begin with what Docker Compose has' },
  ],
  async run({ values, positionals, invocation, verbs, output, readInput }) {
    const kind = text(values, 'from') ?? 'host';
    const [file, ...more] = positionals;
    if (more.length > 0 || (file !== undefined) !== programs.includes(kind)) {
      const wanted = programs.includes(kind) ? 'a file' : 'no file';
      throw usageProblem(`init --from ${kind} takes ${wanted}`, 'init');
    }
    if (file === '-') invocation.standardInput = await readInput();
    const target = resolve(invocation.workingDirectory, text(values, 'output') ?? 'lxc-compose.yaml');
    const { text: spec, remarks, sources } = await verbs.initSpec(invocation, kind, file, target);
    await verbs.writeNewFile(target, spec);
    if (flag(values, 'quiet')) return ExitCode.ok;
    for (const remark of remarks) {
      output.note(renderDiagnostic(remark, sources, invocation.workingDirectory, output.noteColours));
    }
    output.note(`${escapeText(target)} is written. Read it, then: lxc-compose plan\n`);
    return ExitCode.ok;
  },
};
