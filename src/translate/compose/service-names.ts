/** Names of services as names of containers: lower-case, and never two alike. */
import { quote } from '../../spec/diagnostic.js';
import type { SpecNode } from '../../spec/node.js';
import { containerName } from '../container-name.js';
import type { Remarks } from '../remarks.js';
import { entriesOf } from '../tree.js';

export function serviceNames(services: SpecNode | undefined, remarks: Remarks): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const { key, at } of entriesOf(services)) {
    const name = containerName(key, taken);
    taken.add(name);
    names.set(key, name);
    if (name !== key)
      remarks.add(at, `the service ${quote(key)} is called ${name}: names are lower-case here`);
  }
  return names;
}
