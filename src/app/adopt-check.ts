/** A spec that was written for the user is read again before it is given away: does it load, and is there nothing to do? */
import type { Project } from '../model/project.js';
import { reconcile } from '../reconcile/reconcile.js';
import { load } from '../spec/load.js';
import type { LoadResult } from '../spec/request.js';
import { fillAddresses } from './addresses.js';
import type { Invocation } from './contract.js';
import { observe } from './observe.js';

/** @param directory where its relative paths would start */
export function loadText(
  { environment }: Invocation,
  text: string,
  directory: string,
  profiles: string[],
): Promise<LoadResult> {
  // Variables of secrets are looked up; those that choose another project are not.
  const variables = Object.entries(environment).filter(([name]) => !name.startsWith('LXC_COMPOSE_'));
  return load({
    files: ['-'],
    profiles,
    envFiles: [],
    environment: Object.fromEntries(variables),
    workingDirectory: directory,
    standardInput: text,
  });
}

/** The errors of a spec that does not load, as sentences. */
export function errorsOf(result: LoadResult): string[] {
  if (result.ok) return [];
  return result.diagnostics.filter(each => each.severity === 'error').map(each => each.message);
}

/** What a plan of the project would do now, a sentence an operation. */
export async function whatIsLeft(invocation: Invocation, loaded: Project): Promise<string[]> {
  const { project } = fillAddresses(loaded);
  const { resources } = await observe(invocation, project.name, project);
  const { operations } = reconcile({
    project,
    observed: resources,
    lastApplied: {},
    only: null,
    recreate: new Set(),
    removeOrphans: false,
    ignoreOrphans: true,
  });
  return operations.map(({ action, resource, changes }) => {
    const attributes = changes.map(each => each.attribute).slice(0, 3);
    const which = attributes.length > 0 ? ` (${attributes.join(', ')})` : '';
    return `a plan still has something to do: ${action} ${resource}${which}`;
  });
}
