/** Relative paths of a file that is not the project's own start from that file's directory: they are made absolute. */
import { resolve } from 'node:path';
import type { ScalarNode, SpecNode } from '../node.js';
import { memberPlace, type Places, placesOf } from '../place.js';

/** How a path stands in its text. */
type Form = 'path' | 'short mount' | 'mount source' | 'profile' | 'program';

const places = placesOf<Form>({
  'containers.*.rootfs': 'path',
  'containers.*.rootfs.path': 'path',
  'containers.*.env_file': 'path',
  'containers.*.env_file.*': 'path',
  'containers.*.env_file.*.path': 'path',
  'containers.*.extends.file': 'path',
  'containers.*.fstab': 'path',
  'containers.*.hooks.*': 'program',
  'containers.*.hooks.*.*': 'program',
  'containers.*.hooks.*.*.*': 'program',
  'containers.*.seccomp': 'profile',
  'containers.*.volumes.*': 'short mount',
  'containers.*.volumes.*.source': 'mount source',
  'configs.*.file': 'path',
  'secrets.*.file': 'path',
  'include.*': 'path',
  'include.*.path': 'path',
  'include.*.path.*': 'path',
  'include.*.env_file': 'path',
  'include.*.env_file.*': 'path',
  'include.*.project_directory': 'path',
});

/** @param directory absolute */
export function withAbsolutePaths(root: SpecNode, directory: string): SpecNode {
  return walk(root, places, undefined);

  function walk(node: SpecNode, place: Places<Form> | undefined, parent: SpecNode | undefined): SpecNode {
    if (!place) return node;
    if (node.kind === 'scalar') return place.value ? absolute(node, place.value, parent) : node;
    if (node.kind === 'sequence') {
      return { ...node, items: node.items.map((item, index) => walk(item, memberPlace(place, index), node)) };
    }
    const entries: typeof node.entries = new Map();
    for (const [key, entry] of node.entries) {
      entries.set(key, { key: entry.key, value: walk(entry.value, memberPlace(place, key), node) });
    }
    return { ...node, entries };
  }

  function absolute(node: ScalarNode, form: Form, parent: SpecNode | undefined): ScalarNode {
    if (typeof node.value !== 'string') return node;
    const value = rewrite(node.value, form, parent);
    return value === node.value ? node : { ...node, value, source: value };
  }

  function rewrite(text: string, form: Form, parent: SpecNode | undefined): string {
    switch (form) {
      case 'path':
        return /^([/~]|host$|$)/.test(text) ? text : resolve(directory, text);
      // Of a hook; its arguments are words like any other unless they begin with a dot as well.
      case 'program':
        return /^\.{1,2}\//.test(text) ? resolve(directory, text) : text;
      case 'profile':
        return /[/.]/.test(text) ? rewrite(text, 'path', parent) : text;
      case 'mount source':
        return isBind(parent) ? rewrite(text, 'path', parent) : text;
      case 'short mount': {
        // What does not begin with a dot is the name of a volume.
        const [source, ...rest] = text.split(':');
        return /^\.{1,2}(\/|$)/.test(source!) ? [resolve(directory, source!), ...rest].join(':') : text;
      }
    }
  }
}

function isBind(mount: SpecNode | undefined): boolean {
  const type = mount?.kind === 'mapping' ? mount.entries.get('type')?.value : undefined;
  return type?.kind === 'scalar' && type.value === 'bind';
}
