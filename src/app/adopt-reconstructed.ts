/** The spec of one of our own projects of which none is kept, from what its monitors and the kernel say. */
import type { Adopted } from '../adopt/adopted.js';
import { formatAdopted } from '../adopt/format.js';
import { adoptProject } from '../adopt/project.js';
import type { Attributes, Resource } from '../model/resource.js';
import { projectDirectories } from '../store/directories.js';
import { readRecord } from '../store/record.js';
import { loadText } from './adopt-check.js';
import type { Invocation } from './contract.js';
import { type Observation, observe } from './observe.js';

/** Looked at twice: which limits and settings there are to read is known from the first time only. */
export async function reconstruct(
  invocation: Invocation,
  name: string,
  head: readonly string[],
): Promise<{ text: string; adopted: Adopted }> {
  const { applied, provided } = readRecord(projectDirectories(name).state);
  const first = await observe(invocation, name);
  const resources = [...first.resources, ...launchedLimits(first)];
  const draft = formatAdopted(name, adoptProject(name, resources, applied, provided), head);
  const loaded = await loadText(invocation, draft, invocation.workingDirectory, []);
  const second = await observe(invocation, name, loaded.ok ? loaded.project : undefined);
  const adopted = adoptProject(name, loaded.ok ? second.resources : resources, applied, provided);
  const lost =
    'No spec of it was kept. What a plan does not compare is not here: depends_on, profiles, labels, scale, pools, variables, comments.';
  return { text: formatAdopted(name, adopted, [...head, lost]), adopted };
}

/** The limits that each container was made with. */
function launchedLimits({ living }: Observation): Resource[] {
  return [...living.values()].flatMap(({ name, applied }) =>
    Object.entries(applied?.resources ?? {})
      .filter(([id]) => id === `containers.${name}.limits` || id === `containers.${name}.cgroup`)
      .map(
        ([id, attributes]): Resource => ({
          kind: 'limits',
          id,
          container: name,
          attributes: attributes as Attributes,
        }),
      ),
  );
}
