/** Files of the two generations of cgroups that say the same, and how one is written in the words of the other. */
import type { AttributeValue } from '../model/resource.js';
import type { LimitFile } from './limit-file.js';
import { v1Files } from './v1-files.js';
import { v2Files } from './v2-files.js';

/** cgroup v1 writes words where v2 has digits. */
const freezer: LimitFile = {
  controller: 'freezer',
  file: 'freezer.state',
  format: value => (value === 1 ? 'FROZEN' : 'THAWED'),
  parse: text => (text.trim() === 'FROZEN' ? 1 : 0),
  kept: value => value,
};
const freeze: LimitFile = {
  controller: 'cgroup',
  file: 'cgroup.freeze',
  format: String,
  parse: text => Number(text.trim()),
  kept: value => value,
};

/** The older one first. */
const pairs: [LimitFile, LimitFile][] = [
  [freezer, freeze],
  ...Object.keys(v1Files).flatMap(key =>
    v2Files[key] ? [[v1Files[key]!, v2Files[key]] as [LimitFile, LimitFile]] : [],
  ),
];

/** @returns the file of this name and the other generation's; undefined for a name that both have, or that has no other */
export function counterpartOf(name: string): { asked: LimitFile; ours: LimitFile } | undefined {
  const pair = pairs.find(each => each.some(({ file }) => file === name));
  if (!pair || pair[0].file === pair[1].file) return undefined;
  const [asked, ours] = pair[0].file === name ? pair : [pair[1], pair[0]];
  return { asked, ours };
}

/** The kernel takes `64M` (memparse); a value that is translated has to be known as a number. */
export function inBytes(value: string): string {
  const [, digits, unit] = /^(\d+)([KMG])$/i.exec(value.trim()) ?? [];
  if (digits === undefined) return value;
  return String(Number(digits) * 1024 ** (1 + 'KMG'.indexOf(unit!.toUpperCase())));
}

/**
 * A file that the spec names in the words of the generation that this host has not. Its neighbours are not there: what they
 * would say is the kernel's default.
 * @param isV2 the host's generation
 */
export function translatedFile(name: string, isV2: boolean): LimitFile | undefined {
  const generations = isV2 ? [v1Files, v2Files] : [v2Files, v1Files];
  const found = Object.entries(generations[0]!).find(([, { file }]) => file === name);
  const asked = found?.[1];
  const ours = found && generations[1]![found[0]];
  if (!asked || !ours || ours.file === name) return undefined;
  const meant = (value: AttributeValue) => asked.parse(inBytes(String(value)), () => null);
  return {
    controller: ours.controller,
    file: ours.file,
    format: (value, wanted) => ours.format(value === null ? null : meant(value), wanted),
    parse: (text, neighbour) => asked.format(ours.parse(text, neighbour), {}),
    kept: value => asked.format(ours.kept(meant(value)), {}),
  };
}
