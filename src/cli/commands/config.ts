import { ExitCode } from '../../model/problem.js';
import type { Command } from '../command.js';
import { flag, text } from '../options.js';
import { renderWarning } from '../render-warning.js';
import { renderJson } from '../table.js';

export const command: Command = {
  arguments: '',
  description: [
    'Reads the spec, reports every mistake in it with its line, and prints what it means once variables are replaced, short forms written out and defaults filled in. Changes nothing and needs no root.',
  ],
  options: {
    format: { type: 'string', value: 'KIND', choices: ['yaml', 'json'], summary: 'yaml (default) or json' },
    quiet: { type: 'boolean', short: 'q', summary: 'Only check; print nothing but mistakes' },
    services: { type: 'boolean', summary: 'Print the names of the services only' },
    volumes: { type: 'boolean', summary: 'Print the names of the volumes only' },
    profiles: { type: 'boolean', unsupported: true, summary: '' },
    images: { type: 'boolean', unsupported: true, summary: '' },
    hash: { type: 'string', unsupported: true, summary: '' },
    output: { type: 'string', short: 'o', unsupported: true, summary: '' },
  },
  examples: [
    { line: 'lxc-compose config --quiet', meaning: 'is the spec right? (exit code 65 if not)' },
    { line: 'lxc-compose config --format json', meaning: 'what it means, for a program' },
  ],
  async run({ values, invocation, verbs, output }) {
    const { project, warnings } = await verbs.load(invocation);
    for (const warning of warnings) output.note(renderWarning(warning, output.noteColours));
    if (flag(values, 'quiet')) return ExitCode.ok;
    if (flag(values, 'services'))
      output.data(lines([...new Set(project.containers.map(each => each.service))]));
    else if (flag(values, 'volumes')) output.data(lines(project.volumes.map(each => each.name)));
    else if (text(values, 'format') === 'json') output.data(renderJson({ ...project, positions: undefined }));
    else output.data((await import('../../spec/print.js')).formatProject(project));
    return ExitCode.ok;
  },
};

function lines(names: string[]): string {
  return names.map(name => `${name}\n`).join('');
}
