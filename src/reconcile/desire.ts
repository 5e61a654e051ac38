/** The table of kinds, and everything that a project asks for. */
import type { Project } from '../model/project.js';
import type { Resource, ResourceKind } from '../model/resource.js';
import type { ReconcileKind } from './kind.js';
import { bridgeKind } from './kinds/bridge.js';
import { containerKind } from './kinds/container.js';
import { firewallKind } from './kinds/firewall.js';
import { hostsKind } from './kinds/hosts.js';
import { limitsKind } from './kinds/limits.js';
import { linkKind } from './kinds/link.js';
import { mountKind } from './kinds/mount.js';
import { nicKind } from './kinds/nic.js';
import { rootfsKind } from './kinds/rootfs.js';

export const reconcileKinds = {
  bridge: bridgeKind,
  nic: nicKind,
  link: linkKind,
  firewall: firewallKind,
  hosts: hostsKind,
  rootfs: rootfsKind,
  limits: limitsKind,
  mount: mountKind,
  container: containerKind,
} satisfies { [Kind in ResourceKind]: ReconcileKind };

/** Every resource that the spec asks for, kinds in the table's order. */
export function desireAll(project: Project): Resource[] {
  return Object.values(reconcileKinds).flatMap(kind => kind.desire(project));
}
