import { resolve } from 'node:path';
import { ExitCode, Problem } from '../../model/problem.js';
import type { Project } from '../../model/project.js';
import type { Command, CommandContext } from '../command.js';
import { flag, type OptionValues, text } from '../options.js';
import { renderOrigins } from '../render-origins.js';
import { renderWarning } from '../render-warning.js';
import { renderJson } from '../table.js';

export const command: Command = {
  arguments: '',
  description: [
    'Reads the spec, reports every mistake in it with its line, and prints what it means once files are merged, variables replaced, short forms written out and defaults filled in. Changes nothing and needs no root. What is printed is a spec again, and means the same.',
  ],
  options: {
    format: { type: 'string', value: 'KIND', choices: ['yaml', 'json'], summary: 'yaml (default) or json' },
    quiet: { type: 'boolean', short: 'q', summary: 'Only check; print nothing but mistakes' },
    services: { type: 'boolean', summary: 'Print the names of the services only' },
    volumes: { type: 'boolean', summary: 'Print the names of the volumes only' },
    networks: { type: 'boolean', summary: 'Print the names of the networks only' },
    hash: {
      type: 'string',
      value: 'NAME',
      summary: 'Print a digest of what is said of this service, or of all with `*`',
    },
    'explain-merge': {
      type: 'string',
      value: 'PATH',
      summary: 'Print which file each value at and below PATH (`web.ports`) comes from, and what it replaces',
    },
    output: { type: 'string', short: 'o', value: 'FILE', summary: 'Write a new file instead of printing' },
    profiles: { type: 'boolean', summary: 'Print the names of the profiles only' },
    images: { type: 'boolean', unsupported: true, summary: '' },
  },
  examples: [
    { line: 'lxc-compose config --quiet', meaning: 'is the spec right? (exit code 65 if not)' },
    { line: 'lxc-compose config --explain-merge web.limits', meaning: 'which file says so?' },
  ],
  async run(context) {
    const { values, invocation, verbs, output } = context;
    const path = text(values, 'explain-merge');
    if (path !== undefined) return await explain(path, context);
    const { project, warnings } = await verbs.load(invocation);
    for (const warning of warnings) output.note(renderWarning(warning, output.noteColours));
    if (flag(values, 'quiet')) return ExitCode.ok;
    const printed = await print(project, values);
    const target = text(values, 'output');
    if (target === undefined) output.data(printed);
    else await verbs.writeNewFile(resolve(invocation.workingDirectory, target), printed);
    return ExitCode.ok;
  },
};

async function explain(path: string, { invocation, verbs, output }: CommandContext): Promise<number> {
  const origins = await verbs.explainMerge(invocation, path);
  if (origins.length === 0) {
    throw new Problem(`the spec has nothing at ${path}`, {
      exitCode: ExitCode.usage,
      remedy: 'Write a path such as containers.web.ports.',
    });
  }
  output.data(renderOrigins(origins, invocation.workingDirectory, output.dataColours));
  return ExitCode.ok;
}

async function print(project: Project, values: OptionValues): Promise<string> {
  const services = [...new Set(project.containers.map(each => each.service))];
  const hash = text(values, 'hash');
  if (hash !== undefined) return await hashes(project, hash === '*' ? services : hash.split(','), services);
  if (flag(values, 'services')) return lines(services);
  if (flag(values, 'profiles'))
    return lines([...new Set(project.services.flatMap(each => each.profiles))].sort());
  if (flag(values, 'volumes')) return lines(project.volumes.map(each => each.name));
  if (flag(values, 'networks')) return lines(project.networks.map(each => each.name));
  const { describeProject, formatProject } = await import('../../spec/print.js');
  return text(values, 'format') === 'json' ? renderJson(describeProject(project)) : formatProject(project);
}

async function hashes(project: Project, wanted: string[], services: string[]): Promise<string> {
  const unknown = wanted.find(each => !services.includes(each));
  if (unknown !== undefined) {
    throw new Problem(`no container "${unknown}" in this project`, {
      exitCode: ExitCode.usage,
      remedy: `There are: ${services.join(', ')}.`,
    });
  }
  const { hashOfService } = await import('../../spec/hash.js');
  return lines(wanted.map(each => `${each} ${hashOfService(project, each)}`));
}

function lines(names: string[]): string {
  return names.map(name => `${name}\n`).join('');
}
