/** Loads specs from text for the tests. */
import type { Container, Project } from '../../src/model/project.js';
import type { Diagnostic } from '../../src/spec/diagnostic.js';
import { type LoadRequest, type LoadResult, load } from '../../src/spec/load.js';

export function loadText(text: string, more: Partial<LoadRequest> = {}): Promise<LoadResult> {
  return load({
    files: ['-'],
    standardInput: text,
    projectName: 'lab',
    profiles: [],
    envFiles: [],
    environment: {},
    workingDirectory: '/srv/lab',
    ...more,
  });
}

export async function projectOf(text: string, more: Partial<LoadRequest> = {}): Promise<Project> {
  const result = await loadText(text, more);
  if (!result.ok) throw new Error(result.diagnostics.map(each => each.message).join('\n'));
  return result.project;
}

/** The only container of a spec, or the one named. */
export async function containerOf(
  text: string,
  name?: string,
  more: Partial<LoadRequest> = {},
): Promise<Container> {
  const { containers } = await projectOf(text, more);
  const found = name === undefined ? containers[0] : containers.find(each => each.name === name);
  if (!found) throw new Error(`there is no container ${name}`);
  return found;
}

/** A container `web` on the host's root with further lines, each indented as a key of the container. */
export function web(lines: string, rest = ''): string {
  const body = lines
    .split('\n')
    .map(line => `    ${line}`)
    .join('\n');
  const command = /^(command|entrypoint|init: \/)/m.test(lines) ? '' : '    command: [sleep, infinity]\n';
  const rootfs = /^rootfs\b/m.test(lines) ? '' : '    rootfs: host\n';
  return `${rest}\ncontainers:\n  web:\n${rootfs}${command}${body}\n`;
}

export async function errorsOf(text: string, more: Partial<LoadRequest> = {}): Promise<Diagnostic[]> {
  const result = await loadText(text, more);
  return result.ok ? [] : result.diagnostics.filter(each => each.severity === 'error');
}

export async function warningsOf(text: string, more: Partial<LoadRequest> = {}): Promise<string[]> {
  const result = await loadText(text, more);
  const all = result.ok ? result.warnings : result.diagnostics.filter(each => each.severity === 'warning');
  return all.map(each => each.message);
}
