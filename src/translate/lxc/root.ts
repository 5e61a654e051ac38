import { resolve } from 'node:path';
import type { YamlValue } from '../../spec/print/yaml.js';
import type { Bag } from './bag.js';

/** Back ends whose path is a directory, as every back end can be read. */
const directories = ['dir', 'btrfs'];

/** Where the user is asked to put what LXC has in an image or on a device. Nothing is there, so nothing starts by mistake. */
const elsewhere = './rootfs';

/** The root file system. Without one LXC runs the host's programs. */
export function rootOf(bag: Bag): Record<string, YamlValue> {
  const given = bag.entryOf('lxc.rootfs.path');
  if (!given || given.value.replace(/^dir:/, '') === '/') {
    bag.all('lxc.rootfs.path');
    return { rootfs: 'host' };
  }
  const overlay = bag.oneOf('lxc.rootfs.path', lowerOf);
  if (overlay !== undefined) {
    bag.remark(
      given,
      'the container gets a layer of its own over the lower directory: what LXC’s upper one has is not in it',
    );
    return { rootfs: withOptions(bag, overlay), overlay: true };
  }
  const path = bag.oneOf('lxc.rootfs.path', directoryOf);
  if (path !== undefined) return { rootfs: withOptions(bag, path) };
  bag.remark(
    given,
    `a root file system of this kind is not supported yet: \`rootfs\` is ${elsewhere}`,
    'unpack it there, and remove lxc.rootfs.path from `lxc_raw`',
  );
  return { rootfs: { path: elsewhere } };
}

function withOptions(bag: Bag, path: string): YamlValue {
  const options = bag.oneOf('lxc.rootfs.options', value => (/^(ro|rw)$/.test(value) ? value : undefined));
  return options === 'ro' ? { path, ro: true } : { path };
}

function directoryOf(value: string): string | undefined {
  const match = /^(?:([a-z0-9]+):)?(\/.*)$/.exec(value);
  const [, backend = 'dir', path] = match ?? [];
  if (path === undefined || !directories.includes(backend) || path.includes(':')) return undefined;
  // Without a word before it LXC looks what is there; a device is no directory.
  return path.startsWith('/dev/') ? undefined : resolve(path);
}

/** The lower one of two directories; of several lower ones only LXC makes one. */
function lowerOf(value: string): string | undefined {
  const match = /^overlay(?:fs)?:(\/[^:]+):(\/[^:]+)$/.exec(value);
  return match ? resolve(match[1]!) : undefined;
}
