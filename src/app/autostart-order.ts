/** Which containers `autostart` chooses, and in which order; LXC's rules (lxc-autostart(1)). */
import type { Project } from '../model/project.js';
import type { AutostartOptions } from './contract.js';

export interface AutostartEntry {
  container: string;
  order: number;
  /** Waited after it. */
  delayMs: number;
}

/**
 * Groups in the order in which they are asked for, '' standing for containers without one; in a group by `order`, then by
 * name, and the other way round for what is ended. Without groups those that are in none. A container that several groups have comes once.
 */
export function selectAutostart(
  project: Project,
  { action, groups, all, ignoreAuto }: Pick<AutostartOptions, 'action' | 'groups' | 'all' | 'ignoreAuto'>,
): AutostartEntry[] {
  const candidates = project.containers
    .filter(each => ignoreAuto || each.autostart)
    .map(({ name, autostart }) => ({ name, order: 0, delayMs: 0, groups: [] as string[], ...autostart }))
    .sort((left, right) => left.order - right.order || (left.name < right.name ? -1 : 1));
  if (action === 'shutdown' || action === 'kill') candidates.reverse();
  const asked = groups.length > 0 ? groups : [''];
  const isIn = (group: string, of: string[]) => (group === '' ? of.length === 0 : of.includes(group));
  const chosen = all
    ? candidates
    : asked.flatMap(group => candidates.filter(each => isIn(group, each.groups)));
  return [...new Set(chosen)].map(({ name, order, delayMs }) => ({ container: name, order, delayMs }));
}
