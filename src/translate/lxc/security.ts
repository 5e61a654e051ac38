/** Rights. LXC confines nothing that its configuration does not mention, and that is written out. */
import { resolve } from 'node:path';
import { parseSeccompProfile } from '../../model/parse-seccomp-profile.js';
import { SeccompProfileError } from '../../model/seccomp-profile.js';
import { parseIdmap } from '../../spec/normalize/security.js';
import type { YamlValue } from '../../spec/print/yaml.js';
import { allCapabilities } from '../../spec/values/capability.js';
import type { Source } from '../translation.js';
import type { Bag } from './bag.js';
import { literal } from './process.js';
import { readable } from './readable.js';

export function securityOf(bag: Bag, source: Source): Record<string, YamlValue> {
  return { idmap: idmapOf(bag), ...capabilitiesOf(bag), seccomp: seccompOf(bag, source) };
}

/** One range for users and groups alike, from 0 on; anything else stays raw. */
function idmapOf(bag: Bag): string {
  const ranges = bag.some('lxc.idmap', (value, entry) => {
    const [, kind, range] = /^([ug]) (0 \d+ \d+)$/.exec(value.trim().replace(/\s+/g, ' ')) ?? [];
    if (kind === undefined || readable(range!, parseIdmap) === undefined) return undefined;
    return { kind, range: range!, entry };
  });
  const [users, groups] = ['u', 'g'].map(kind => ranges.filter(each => each.kind === kind));
  if (ranges.length === 2 && users!.length === 1 && users![0]!.range === groups![0]!.range)
    return users![0]!.range;
  for (const { entry } of ranges) bag.putBack(entry);
  // What it asks for is isolation, if another one: whoever takes the raw keys out must not end with less of it.
  return bag.valueOf('lxc.idmap') === undefined ? 'none' : 'auto';
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
  if (keep.length > 0) return describeCapabilities(new Set(keep.slice(keep.lastIndexOf('none') + 1)));
  const drop = new Set(names('lxc.cap.drop'));
  return describeCapabilities(new Set(allCapabilities.filter(each => !drop.has(each))));
}

/** A profile that cannot be read stays raw, and the filter is the usual one until somebody has looked. */
function seccompOf(bag: Bag, { readFile }: Source): string {
  const profile = bag.entryOf('lxc.seccomp.profile');
  if (!profile) return 'unconfined';
  if (profile.value === 'none') return bag.one('lxc.seccomp.profile') ? 'unconfined' : 'default';
  const directory = profile.range.file.replace(/\/[^/]*$/, '') || '/';
  const path = resolve(directory, profile.value);
  const reason = reasonAgainst(readFile(path));
  if (reason === undefined) {
    bag.one('lxc.seccomp.profile');
    return literal(path);
  }
  bag.remark(profile, `${path} ${reason}: \`seccomp\` is default`);
  return 'default';
}

function reasonAgainst(text: string | null): string | undefined {
  if (text === null) return 'is not there';
  try {
    parseSeccompProfile(text);
    return undefined;
  } catch (error) {
    if (error instanceof SeccompProfileError) return `is not a profile: ${error.message}`;
    throw error;
  }
}
