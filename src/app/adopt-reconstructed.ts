/** The spec of one of our own projects of which none is kept, from what its monitors and the kernel say. */
import type { Adopted } from '../adopt/adopted.js';
import { appliedLinks, launchedParts } from '../adopt/ended.js';
import { formatAdopted } from '../adopt/format.js';
import { adoptProject } from '../adopt/project.js';
import { linkContainers } from '../reconcile/links.js';
import { projectDirectories } from '../store/directories.js';
import { readRecord } from '../store/record.js';
import { loadText } from './adopt-check.js';
import type { Invocation } from './contract.js';
import { observe } from './observe.js';

/** Looked at twice: which limits, links and settings there are to read is known from the first time only. */
export async function reconstruct(
  invocation: Invocation,
  name: string,
  head: readonly string[],
): Promise<{ text: string; adopted: Adopted }> {
  const { applied, provided } = readRecord(projectDirectories(name).state);
  const first = await observe(invocation, name);
  const launched = [...first.living.values()].map(each => ({
    name: each.name,
    ended: each.state === 'STOPPED',
    resources: each.applied?.resources ?? {},
  }));
  const parts = launchedParts(launched, applied);
  const links = appliedLinks(applied);
  const known = adoptProject(name, [...first.resources, ...parts, ...links], applied, provided);
  const loaded = await loadText(
    invocation,
    formatAdopted(name, known, head),
    invocation.workingDirectory,
    [],
  );
  const second = loaded.ok ? await observe(invocation, name, loaded.project) : first;
  const seen = new Set(second.resources.map(each => each.id));
  const ended = launched.filter(each => each.ended).map(each => each.name);
  const resources = [
    ...second.resources,
    ...parts.filter(each => !seen.has(each.id)),
    ...links.filter(each => !seen.has(each.id) && linkContainers(each).some(name => ended.includes(name))),
  ];
  const adopted = adoptProject(name, resources, applied, provided);
  const lost =
    'No spec of it was kept. What a plan does not compare is not here: depends_on, profiles, labels, scale, pools, variables, comments.';
  return { text: formatAdopted(name, adopted, [...head, lost]), adopted };
}
