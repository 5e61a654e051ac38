/** Containers of a spec as configurations of LXC. */
import { statSync } from 'node:fs';
import { positionOf } from '../model/positions.js';
import type { Diagnostic } from '../spec/diagnostic.js';
import { exportLxc as translate } from '../translate/lxc/export.js';
import type { ExportedContainer, Invocation } from './contract.js';
import { load } from './load.js';
import { namedContainers } from './scope.js';

/** @param names services or instances; empty = all. @throws InvalidSpec (65, 66), Problem (64) for an unknown name */
export async function exportLxc(invocation: Invocation, names: string[]): Promise<ExportedContainer[]> {
  const { project } = await load(invocation);
  const wanted = names.length === 0 ? null : new Set(namedContainers(project, names));
  return project.containers
    .filter(each => wanted === null || wanted.has(each.name))
    .map(container => {
      const { text, losses } = translate(container, project, isFile);
      const remarks = losses.map(({ message, path }): Diagnostic => {
        const range = positionOf(project, path);
        const said = `LXC has no key for ${message}`;
        return { code: 'remark', severity: 'warning', message: said, ...(range && { range }) };
      });
      return { name: container.name, text, remarks };
    });
}

/** What is not there, or may not be looked at, is taken for a directory. */
function isFile(path: string): boolean {
  try {
    return !statSync(path).isDirectory();
  } catch {
    return false;
  }
}
