import { resolve } from 'node:path';
import type { YamlValue } from '../../spec/print/yaml.js';
import type { Bag } from './bag.js';

/** Back ends whose path is a directory, as every back end can be read. */
const directories = ['dir', 'btrfs'];

/** The root file system. Without one LXC runs the host's programs. */
export function rootOf(bag: Bag): Record<string, YamlValue> {
  const path = bag.oneOf('lxc.rootfs.path', directoryOf);
  if (path === undefined) return { rootfs: 'host' };
  const readOnly = bag.oneOf('lxc.rootfs.options', value => (value === 'ro' ? true : undefined));
  return { rootfs: readOnly ? { path, ro: true } : { path } };
}

function directoryOf(value: string): string | undefined {
  const match = /^(?:([a-z0-9]+):)?(\/.*)$/.exec(value);
  const [, backend = 'dir', path] = match ?? [];
  return path !== undefined && directories.includes(backend) && !path.includes(':')
    ? resolve(path)
    : undefined;
}
