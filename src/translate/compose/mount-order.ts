/** The mounts of a service in the order in which they are made: Docker sorts them, here they are as they are written. */
import { quote } from '../../spec/diagnostic.js';
import type { YamlValue } from '../../spec/print/yaml.js';
import { withoutTrailingSlash } from '../container-path.js';
import { childOf, type Draft } from '../tree.js';
import { hasVariable, splitOutside } from '../variables.js';
import type { ServiceTarget } from './target.js';

/** `volumes` and `tmpfs` of the container: one mount at each place, and none hides another that lies in it. */
export function orderMounts(target: ServiceTarget): { volumes: YamlValue[]; tmpfs: YamlValue[] } {
  const volumes = lastAtEachTarget(target);
  // What `tmpfs` names comes after all volumes: one that a volume lies in must stand among them.
  const above = target.tmpfs.filter(each => volumes.some(other => liesIn(targetOf(other), targetOf(each))));
  const all = [...above.map(longTmpfs), ...volumes];
  return {
    volumes: isInOrder(all) ? all : all.sort((left, right) => depth(left) - depth(right)),
    tmpfs: target.tmpfs.filter(each => !above.includes(each)),
  };
}

/** As Docker Compose: of several mounts at one place the last one counts. */
function lastAtEachTarget({ mounts, node, remarks }: ServiceTarget): YamlValue[] {
  const byTarget = new Map<string, YamlValue>();
  for (const mount of mounts) {
    const target = targetOf(mount);
    if (byTarget.has(target)) {
      const range = childOf(node, 'volumes')?.range ?? node.range;
      remarks.add(range, `of several mounts at ${quote(target)} the last one counts`);
      byTarget.delete(target);
    }
    byTarget.set(target, mount);
  }
  return [...byTarget.values()];
}

/** `SOURCE:TARGET[:OPTIONS]`, `TARGET[:OPTIONS]` of a tmpfs, or a mapping. */
function targetOf(mount: YamlValue): string {
  if (typeof mount !== 'string') return withoutTrailingSlash(String((mount as Draft)['target']));
  const parts = splitOutside(mount, ':');
  const isTmpfs = parts.length === 1 || !/^[/$]/.test(parts[1]!);
  return withoutTrailingSlash(isTmpfs ? parts[0]! : parts[1]!);
}

function liesIn(inner: string, outer: string): boolean {
  return inner.startsWith(`${outer}/`);
}

function isInOrder(mounts: YamlValue[]): boolean {
  const targets = mounts.map(targetOf);
  return targets.every((outer, index) => !targets.slice(0, index).some(inner => liesIn(inner, outer)));
}

function depth(mount: YamlValue): number {
  return targetOf(mount).split('/').length;
}

/** Its size and mode as a mapping; what is decided by a variable cannot be moved. */
function longTmpfs(short: YamlValue): YamlValue {
  const [target = '', options = ''] = splitOutside(String(short), ':');
  if (hasVariable(options)) return { type: 'tmpfs', target };
  const pairs = options.split(',').map(each => each.split('=') as [string, string | undefined]);
  const values = pairs.filter(([key, value]) => value !== undefined && ['size', 'mode'].includes(key));
  return {
    type: 'tmpfs',
    target,
    ...(pairs.some(([key]) => key === 'ro') && { read_only: true }),
    ...(values.length > 0 && { tmpfs: Object.fromEntries(values) as Draft }),
  };
}
