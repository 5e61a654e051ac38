/** Mounts of a service, from the short and the long form. */
import { quote } from '../../spec/diagnostic.js';
import type { SpecNode } from '../../spec/node.js';
import { givesControl, isKernelsOwn } from '../container-path.js';
import { applyRules, leaveOut, type Rules, type Target } from '../rules.js';
import { childOf, type Draft, entriesOf, isTrue, listOf, plain, textOf, textsOf } from '../tree.js';
import { hasVariable, splitOutside } from '../variables.js';
import type { ServiceTarget } from './target.js';

export const mountRules: Rules<ServiceTarget> = {
  volumes({ value }, target) {
    for (const item of listOf(value)) {
      if (item.kind === 'mapping') longMount(item, target);
      else shortMount(item, target);
    }
  },
  tmpfs({ value }, target) {
    for (const item of listOf(value)) tmpfs(item, target);
  },
  shm_size({ value }, { mounts }) {
    mounts.push({ type: 'tmpfs', target: '/dev/shm', tmpfs: { size: plain(value), mode: '1777' } });
  },
  volumes_from({ at, value }, { remarks }) {
    const names = textsOf(value).map(quote).join(', ');
    remarks.add(at, `"volumes_from" is left out`, `write the volumes of ${names} here as well`);
  },
  // Read with the root file system.
  read_only: () => {},
};

/** Options that mean the same without being written here. */
const silent = new Set(['rw', 'ro']);

function shortMount(node: SpecNode, target: ServiceTarget): void {
  const { remarks, mounts } = target;
  const text = textOf(node) ?? '';
  const parts = splitOutside(text, ':');
  if (/^[A-Za-z]:[\\/]/.test(text) || parts.length > 3) {
    remarks.add(
      node.range,
      `${quote(text)} is not SOURCE:TARGET[:OPTIONS]: left out`,
      'write a path of this host',
    );
    return;
  }
  if (parts.length === 1) {
    if (hasVariable(text)) mounts.push(text);
    else anonymous(node, text, target);
    return;
  }
  const [given, inside, options = ''] = parts as [string, string, string | undefined];
  if (!mountable(node, given, inside, target)) return;
  const known = hasVariable(options) ? [options] : options.split(',').filter(each => silent.has(each));
  for (const option of hasVariable(options) ? [] : options.split(',')) {
    if (option !== '' && !silent.has(option)) {
      remarks.add(node.range, `the mount option ${quote(option)} of ${quote(text)} is left out`);
    }
  }
  const shown = known.filter(each => each !== 'rw');
  const source = sourceOf(node, given, target);
  mounts.push([source, inside, ...(shown.length > 0 ? [shown.join(',')] : [])].join(':'));
}

function sourceOf(node: SpecNode, given: string, { file, remarks }: ServiceTarget): string {
  if (/^([./~$]|$)/.test(given)) return given;
  if (!given.includes('/')) return file.volumeNames.get(given) ?? given;
  remarks.add(node.range, `${quote(given)} is taken for a path: it would be no name of a volume`);
  return `./${given}`;
}

/** What a container may not have here, because it would be the host's master. */
function mountable(node: SpecNode, source: string, inside: string, { remarks }: ServiceTarget): boolean {
  if (givesControl(source)) {
    remarks.add(
      node.range,
      `${quote(source)} of the host would give the container control of it: left out`,
      'mount the single directories that it needs',
    );
    return false;
  }
  if (isKernelsOwn(inside)) {
    remarks.add(node.range, `nothing can be mounted at ${quote(inside)}: left out`);
    return false;
  }
  if (inside.startsWith('/') || hasVariable(inside)) return true;
  remarks.add(node.range, `${quote(inside)} is not an absolute path: left out`);
  return false;
}

/** A volume without name lives as long as its container in Docker; here it gets a name, and `down -v` removes it. */
function anonymous(node: SpecNode, inside: string, { name, file, mounts, remarks }: ServiceTarget): void {
  const readable = inside.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '');
  const volume = `${name}-${readable}`.slice(0, 63);
  file.volumes[volume] = null;
  mounts.push(`${volume}:${inside}`);
  remarks.add(
    node.range,
    `the volume without name becomes ${volume}, which is empty at first: nothing is copied from an image`,
  );
}

interface MountTarget extends Target {
  type: string;
}

function longMount(node: SpecNode, target: ServiceTarget): void {
  const { remarks, mounts, file } = target;
  const type = textOf(childOf(node, 'type')) ?? 'volume';
  const inside = textOf(childOf(node, 'target')) ?? '';
  const source = textOf(childOf(node, 'source'));
  if (!['bind', 'volume', 'tmpfs'].includes(type)) {
    remarks.add(node.range, `a mount of the type ${quote(type)} has no counterpart here: left out`);
    return;
  }
  if (!mountable(node, type === 'bind' ? (source ?? '') : '.', inside, target)) return;
  if (type === 'volume' && source === undefined) {
    anonymous(node, inside, target);
    return;
  }
  const mount: MountTarget = { draft: { type }, remarks, type };
  applyRules(node, longRules, mount, 'a mount');
  if (type === 'volume') mount.draft['source'] = file.volumeNames.get(source!) ?? source!;
  mounts.push(mount.draft);
}

const longRules: Rules<MountTarget> = {
  type: () => {},
  source({ value }, { draft, type }) {
    if (type !== 'tmpfs') draft['source'] = plain(value);
  },
  target({ key, value }, { draft }) {
    draft[key] = plain(value);
  },
  read_only({ value }, { draft }) {
    if (isTrue(value) || hasVariable(textOf(value) ?? '')) draft['read_only'] = plain(value);
  },
  consistency: leaveOut('a bind mount is always the same files'),
  image: leaveOut(),
  bind({ value }, target) {
    inner(value, bindRules, target, 'bind');
  },
  volume({ value }, target) {
    inner(value, volumeRules, target, 'volume');
  },
  tmpfs({ value }, target) {
    inner(value, tmpfsRules, target, 'tmpfs');
  },
};

/** Options of another type of mount have no effect in Docker and are errors here. */
function inner(node: SpecNode, rules: Rules<MountTarget>, target: MountTarget, key: string): void {
  if (target.type !== key) {
    target.remarks.add(node.range, `"${key}" does not go with the type ${target.type}: left out`);
    return;
  }
  const options: MountTarget = { ...target, draft: {} };
  applyRules(node, rules, options, `"${key}"`);
  if (Object.keys(options.draft).length > 0) target.draft[key] = options.draft;
}

const bindRules: Rules<MountTarget> = {
  create_host_path({ key, value }, { draft }) {
    draft[key] = plain(value);
  },
  recursive({ key, at, value }, { draft, remarks }) {
    const text = textOf(value) ?? '';
    if (text === 'enabled' || text === 'disabled') draft[key] = text;
    else remarks.add(at, `${quote(text)} is left out: mounts below the source come along as they are`);
  },
  propagation: leaveOut('mounts made later do not travel between host and container'),
  selinux: leaveOut(),
};

const volumeRules: Rules<MountTarget> = {
  nocopy({ at, value }, { remarks }) {
    if (!isTrue(value)) remarks.add(at, 'nothing is ever copied into a volume: "nocopy" is left out');
  },
  subpath: leaveOut('the whole volume is mounted: use a bind mount for a directory of your own'),
  labels: leaveOut('write `labels` of the top-level volume'),
};

const tmpfsRules: Rules<MountTarget> = {
  size({ key, value }, { draft }: { draft: Draft }) {
    draft[key] = plain(value);
  },
  mode({ key, value }, { draft }) {
    // YAML reads 01777 as a decimal number; its text is what chmod(1) takes.
    draft[key] = textOf(value) ?? '';
  },
};

function tmpfs(node: SpecNode, { remarks, tmpfs: list }: ServiceTarget): void {
  const text = textOf(node) ?? '';
  const [inside, options] = splitOutside(text, ':') as [string, string | undefined];
  if (options === undefined || hasVariable(options)) {
    list.push(text);
    return;
  }
  const known = options.split(',').filter(each => /^(size=.+|mode=.+|ro|rw|nosuid|nodev)$/.test(each));
  for (const option of options.split(',')) {
    if (!known.includes(option))
      remarks.add(node.range, `the option ${quote(option)} of ${quote(text)} is left out`);
  }
  list.push(known.length > 0 ? `${inside}:${known.join(',')}` : inside);
}

/** The top-level volumes of the file, by their names here. */
export function volumeNames(root: SpecNode): Map<string, string> {
  return new Map(
    entriesOf(childOf(root, 'volumes')).map(({ key, value }) => {
      const external = childOf(value, 'external');
      const outside = external?.kind === 'mapping' || isTrue(external);
      const given = textOf(childOf(value, 'name')) ?? textOf(childOf(external, 'name'));
      const name = outside && given !== undefined && !hasVariable(given) ? given : key;
      return [
        key,
        name
          .replace(/[^A-Za-z0-9_.-]/g, '-')
          .replace(/^[^A-Za-z0-9]+/, '')
          .slice(0, 63) || 'volume',
      ];
    }),
  );
}
