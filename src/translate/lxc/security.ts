/** Rights. LXC confines nothing that its configuration does not mention, and that is written out. */
import { resolve } from 'node:path';
import type { YamlValue } from '../../spec/print/yaml.js';
import { allCapabilities } from '../../spec/values/capability.js';
import type { Bag } from './bag.js';

export function securityOf(bag: Bag): Record<string, YamlValue> {
  return { idmap: idmapOf(bag), ...capabilitiesOf(bag), seccomp: seccompOf(bag) };
}

/** One range for users and groups alike, from 0 on; anything else stays raw. */
function idmapOf(bag: Bag): string {
  const ranges = bag.some('lxc.idmap', (value, entry) => {
    const match = /^([ug]) 0 (\d+) (\d+)$/.exec(value.trim().replace(/\s+/g, ' '));
    return match ? { kind: match[1]!, range: `0 ${match[2]} ${match[3]}`, entry } : undefined;
  });
  const [users, groups] = ['u', 'g'].map(kind => ranges.filter(each => each.kind === kind));
  if (ranges.length === 2 && users!.length === 1 && users![0]!.range === groups![0]!.range)
    return users![0]!.range;
  for (const { entry } of ranges) bag.putBack(entry);
  return 'none';
}

/** In one of two forms, whichever is shorter to read: what is kept of nothing, or what is dropped of everything. */
function describeCapabilities(kept: ReadonlySet<string>): Record<string, YamlValue> {
  const dropped = allCapabilities.filter(each => !kept.has(each)).sort();
  if (dropped.length > 20) return { cap_keep: [...kept].sort() };
  return { cap_add: ['ALL'], cap_drop: dropped };
}

function capabilitiesOf(bag: Bag): Record<string, YamlValue> {
  const names = (key: string) =>
    bag
      .some(key, value => {
        const words = value
          .toLowerCase()
          .split(/\s+/)
          .map(each => each.replace(/^cap_/, ''));
        return words.every(each => allCapabilities.includes(each) || each === 'none') ? words : undefined;
      })
      .flat();
  const keep = names('lxc.cap.keep');
  // As LXC has it: a list of what is kept makes one of what is dropped a mistake.
  if (keep.length > 0) return describeCapabilities(new Set(keep.filter(each => each !== 'none')));
  const drop = new Set(names('lxc.cap.drop'));
  return describeCapabilities(new Set(allCapabilities.filter(each => !drop.has(each))));
}

function seccompOf(bag: Bag): string {
  const profile = bag.one('lxc.seccomp.profile');
  if (!profile) return 'unconfined';
  const directory = profile.range.file.replace(/\/[^/]*$/, '') || '/';
  return resolve(directory, profile.value);
}
