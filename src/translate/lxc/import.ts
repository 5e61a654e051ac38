/** A configuration of LXC, of either generation of keys, as a spec with one container. */
import { basename, dirname } from 'node:path';
import type { Diagnostic } from '../../spec/diagnostic.js';
import { defined } from '../../spec/print/defined.js';
import type { YamlValue } from '../../spec/print/yaml.js';
import { parseHostName } from '../../spec/values/names.js';
import type { Importer } from '../translation.js';
import { Bag } from './bag.js';
import { consoleOf } from './console.js';
import { takeStandardDevices } from './devices.js';
import { readEntries } from './entries.js';
import { hooksOf } from './hooks.js';
import { isolationOf } from './isolation.js';
import { kernelMountsOf } from './kernel-mounts.js';
import { lifeOf } from './life.js';
import { filesOf, limitsOf } from './limits.js';
import { mountsOf } from './mounts.js';
import { networkingOf } from './network.js';
import { literal, processOf, programOf } from './process.js';
import { readable } from './readable.js';
import { rootOf } from './root.js';
import { securityOf } from './security.js';
import { upgrade } from './upgrade.js';

/**
 * What LXC does without being told is written out (no id map, all capabilities, no filter), so that nothing is implied;
 * what has no place in the spec is kept under `lxc_raw`.
 */
export const importLxc: Importer = source => {
  const remarks: Diagnostic[] = [];
  const bag = new Bag(upgrade(readEntries(source, remarks), remarks), remarks);
  const hostname = bag.oneOf('lxc.uts.name', value => readable(value, parseHostName)) ?? nameOf(source.file);
  const root = rootOf(bag);
  const { rootfs } = root;
  // Before the interfaces are taken: with some of its own a container cannot keep the host's network.
  const isolation = isolationOf(bag);
  const { networks, container: networking } = networkingOf(bag);
  const program = programOf(bag, rootfs === 'host', { file: source.file, line: 1, column: 1 });
  const mounts = mountsOf(bag, source, rootfs === 'host' ? undefined : (rootfs as { path: string }).path);
  const limits = limitsOf(bag);
  const cgroup = filesOf(bag, limits);
  takeStandardDevices(bag);
  const container = defined({
    hostname: literal(hostname),
    ...root,
    ...program,
    ...processOf(bag, 'init' in program),
    ...lifeOf(bag),
    ...consoleOf(bag),
    ...networking,
    ...mounts,
    limits,
    cgroup,
    ...securityOf(bag, source),
    ...isolation,
    ...kernelMountsOf(bag, rootfs === 'host'),
    ...hooksOf(bag),
  });
  // `defined` leaves an empty list out, and this one says that nothing is kept.
  if (!('cap_add' in container)) container['cap_keep'] ??= [];
  const raw = rawOf(bag, remarks);
  if (Object.keys(raw).length > 0) container['lxc_raw'] = raw;
  return {
    spec: defined({ networks, containers: { [containerName(hostname)]: container } }),
    remarks,
  };
};

/** The directory's name for LXC's own `…/NAME/config`, else the file's. */
function nameOf(file: string): string {
  const name = basename(file) === 'config' ? basename(dirname(file)) : basename(file).replace(/\.conf$/, '');
  return name.replace(/[^A-Za-z0-9.-]/g, '') || 'container';
}

function containerName(hostname: string): string {
  return (
    hostname
      .toLowerCase()
      .replace(/[^a-z0-9_.-]/g, '-')
      .replace(/^[^a-z0-9]+/, '')
      .slice(0, 63) || 'container'
  );
}

function rawOf(bag: Bag, remarks: Diagnostic[]): Record<string, YamlValue> {
  const result: Record<string, YamlValue> = {};
  // Interfaces first, by number and with the type before the rest, as they are exported; what is about one stays together.
  const isNic = (key: string) => key.startsWith('lxc.net.');
  const rest = bag.rest();
  const nics = rest
    .filter(([key]) => isNic(key))
    .sort(([left], [right]) => numberIn(left) - numberIn(right) || isNotType(left) - isNotType(right));
  for (const [key, entries] of [...nics, ...rest.filter(([key]) => !isNic(key))]) {
    const values = entries.map(each => literal(each.value));
    result[key] = values.length === 1 ? values[0]! : values;
    const [first] = entries;
    remarks.push({
      code: 'remark',
      severity: 'warning',
      message: `${key} has no place in the spec: it is kept under \`lxc_raw\``,
      range: first!.range,
    });
  }
  return result;
}

function numberIn(key: string): number {
  return Number(key.split('.')[2]);
}

function isNotType(key: string): number {
  return key.endsWith('.type') ? 0 : 1;
}
