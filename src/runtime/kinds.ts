/** The table of doing halves; a kind that someone forgot does not compile. */
import type { Resource, ResourceKind } from '../model/resource.js';
import type { RuntimeKind } from './kind.js';
import { bridgeProvider } from './kinds/bridge.js';
import { containerProvider } from './kinds/container.js';
import { firewallProvider } from './kinds/firewall.js';
import { hostsProvider } from './kinds/hosts.js';
import { limitsProvider } from './kinds/limits.js';
import { linkProvider } from './kinds/link.js';
import { mountProvider } from './kinds/mount.js';
import { nicProvider } from './kinds/nic.js';
import { rootfsProvider } from './kinds/rootfs.js';
import type { Snapshot } from './snapshot.js';

export const runtimeKinds = {
  bridge: bridgeProvider,
  nic: nicProvider,
  link: linkProvider,
  firewall: firewallProvider,
  hosts: hostsProvider,
  rootfs: rootfsProvider,
  limits: limitsProvider,
  mount: mountProvider,
  container: containerProvider,
} satisfies { [Kind in ResourceKind]: RuntimeKind };

/** Everything on the host that bears the project's mark. */
export async function observeAll(snapshot: Snapshot): Promise<Resource[]> {
  const kinds = await Promise.all(Object.values(runtimeKinds).map(kind => kind.observe(snapshot)));
  return kinds.flat();
}
