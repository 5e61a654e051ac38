/** Named network namespaces as containers that hold the same network; what runs in them is for the user to write. */
import type { FoundInterface, FoundNamespace } from '../../model/host-view.js';
import { interfaceNamePattern } from '../../model/mark.js';
import type { YamlValue } from '../../spec/print/yaml.js';
import { containerName } from '../../translate/container-name.js';
import { attachmentOf, type Tell } from './attachment.js';
import { type AdoptDraft, adoptedProfile } from './draft.js';

/** Does nothing and ends when it is told to. */
const placeholder = ['sleep', 'infinity'];

/** @param networks names of the bridges that are in the spec */
export function adoptNamespaces(namespaces: readonly FoundNamespace[], draft: AdoptDraft): void {
  const names = new Map<string, string>();
  for (const { name } of namespaces)
    names.set(name, containerName(name, new Set([...Object.keys(draft.containers), ...names.values()])));
  for (const namespace of namespaces) {
    const own = names.get(namespace.name)!;
    const tell: Tell = (what, why) =>
      draft.remarks.push(`${what} of the network namespace ${namespace.name} is not in the spec: ${why}`);
    const networks: Record<string, YamlValue> = {};
    for (const each of namespace.interfaces)
      adoptInterface(each, namespace, own, names, networks, draft, tell);
    draft.containers[own] = {
      profiles: [adoptedProfile],
      rootfs: 'host',
      command: placeholder,
      ...(Object.keys(networks).length > 0 && { networks }),
      ...sysctlsOf(namespace),
    };
    draft.comments.set(`containers.${own}`, [
      `The network namespace ${namespace.name} (${namespace.file}). The command holds its place: write what runs in it.`,
      `To take it over: ip netns delete ${namespace.name}, then lxc-compose up --profile ${adoptedProfile}.`,
    ]);
    draft.found.push(
      `containers.${own}: the network namespace ${namespace.name}, in the profile ${adoptedProfile}`,
    );
  }
}

function adoptInterface(
  each: FoundInterface,
  namespace: FoundNamespace,
  own: string,
  names: ReadonlyMap<string, string>,
  networks: Record<string, YamlValue>,
  draft: AdoptDraft,
  tell: Tell,
): void {
  const { peer } = each;
  const reason = refusal(each, namespace, networks, draft);
  if (reason !== undefined) {
    tell(`the interface ${each.name}`, reason);
    return;
  }
  if (!each.up) tell(`the state of the interface ${each.name}`, 'it is down, and containers have theirs up');
  if (peer?.where === 'host') {
    const attachment = attachmentOf(each, draft.networks[peer.bridge!]!, tell);
    networks[peer.bridge!] = { ...attachment, host_name: peer.interface };
  } else if (peer?.where === 'namespace') {
    const other = { container: names.get(peer.namespace)!, interface: peer.interface };
    adoptLink(each, own, other, draft, tell);
  }
}

/** Why an interface has no place in the spec; undefined = it has one. */
function refusal(
  { name, kind, peer }: FoundInterface,
  namespace: FoundNamespace,
  networks: Record<string, YamlValue>,
  draft: AdoptDraft,
): string | undefined {
  if (!interfaceNamePattern.test(name)) return 'it cannot have this name';
  if (peer === null) return `${kind === '' ? 'hardware' : `kind ${kind}`} has no place in a spec yet`;
  if (peer.where === 'elsewhere') return 'its other end is in a namespace without name';
  if (peer.where === 'namespace')
    return peer.namespace === namespace.name ? 'both of its ends are in this namespace' : undefined;
  if (peer.bridge === null) return `its other end ${peer.interface} is on no bridge`;
  if (!(peer.bridge in draft.networks)) return `the bridge ${peer.bridge} is not in the spec`;
  return peer.bridge in networks ? `it is a second one on the bridge ${peer.bridge}` : undefined;
}

/** Both ends are met; the second time the link is there already, and only the addresses of that end are new. */
function adoptLink(
  each: FoundInterface,
  own: string,
  other: { container: string; interface: string },
  draft: AdoptDraft,
  tell: Tell,
): void {
  const [near, far] = [`${own}:${each.name}`, `${other.container}:${other.interface}`];
  let link = draft.links.find(({ endpoints }) => endpoints.includes(near));
  if (!link) {
    link = { endpoints: [near, far], containers: [own, other.container], addresses: {} };
    draft.links.push(link);
  }
  if (each.addresses.length > 0) link.addresses[near] = each.addresses;
  if (each.mtu !== usualMtu) link.mtu = Math.min(link.mtu ?? each.mtu, each.mtu);
  for (const { to, via } of each.routes)
    tell(
      `the route to ${to}${via === null ? '' : ` by way of ${via}`}`,
      `links have none, and ${each.name} is one`,
    );
}

const usualMtu = 1500;

/** Settings that make it a router; all others are as the kernel has them, or unknown. */
function sysctlsOf({ sysctls }: FoundNamespace): Record<string, YamlValue> {
  const on = Object.entries(sysctls).filter(([, value]) => value === '1');
  return on.length > 0 ? { sysctls: Object.fromEntries(on) } : {};
}
