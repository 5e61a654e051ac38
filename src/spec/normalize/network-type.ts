/** Networks that are no bridge: an interface of the host, and what of it a container gets. */
import type { Network, NetworkType } from '../../model/project.js';
import type { Path } from '../node.js';
import type { RawNetwork } from '../raw.js';
import { parseInterfaceName } from '../values/names.js';
import type { Context } from './context.js';

/** What each type takes beside `parent`; the first mode is the default. */
const modes: Partial<Record<NetworkType, readonly string[]>> = {
  macvlan: ['bridge', 'private', 'vepa', 'passthru'],
  ipvlan: ['l2', 'l3', 'l3s'],
};

/** Keys that are about a bridge, or about addresses of the host on it. */
const bridgesOwn = [
  'bridge',
  'stp',
  'forward_delay',
  'hello_time',
  'max_age',
  'ageing_time',
  'priority',
  'group_fwd_mask',
  'mcast_snooping',
  'vlan_filtering',
  'addresses',
  'pool',
  'mac',
  'nat',
  'internal',
  'isolated',
  'allow',
  'external',
] as const satisfies readonly (keyof RawNetwork)[];

/** Fills in `parent` and what goes with it, and tells of keys that the type has no use for. */
export function completeType(network: Network, raw: RawNetwork, path: Path, context: Context): void {
  const { findings } = context;
  const refuse = (key: keyof RawNetwork, why: string) => {
    if (raw[key] == null) return;
    findings.error(
      'contradiction',
      [...path, key],
      `"${key}" is not for a network of type ${network.type}: ${why}`,
      {
        atKey: true,
      },
    );
  };
  if (network.type === 'bridge') {
    for (const key of ['parent', 'mode', 'isolation', 'vlan'] as const)
      refuse(key, 'give the network its `type` (macvlan, ipvlan, vlan or phys)');
    return;
  }
  for (const key of bridgesOwn) refuse(key, 'there is no bridge');
  if (raw.parent === undefined) {
    findings.error(
      'missing-key',
      path,
      `a network of type ${network.type} needs \`parent\`, an interface of the host`,
      {
        atKey: true,
      },
    );
  } else {
    const parent = findings.read([...path, 'parent'], raw.parent, parseInterfaceName);
    if (parent !== undefined) network.parent = parent;
  }
  completeMode(network, raw, path, context);
  if (network.type !== 'ipvlan') refuse('isolation', 'it belongs to ipvlan');
  else network.isolation = raw.isolation ?? 'bridge';
  if (network.type !== 'vlan') refuse('vlan', 'it belongs to vlan');
  else if (raw.vlan === undefined) {
    findings.error('missing-key', path, 'a network of type vlan needs its number, `vlan`', { atKey: true });
  } else network.vlan = raw.vlan;
}

function completeMode(network: Network, raw: RawNetwork, path: Path, { findings }: Context): void {
  const known = modes[network.type];
  if (raw.mode !== undefined && !known?.includes(raw.mode)) {
    const message = `a network of type ${network.type} has no mode "${raw.mode}"`;
    findings.error('invalid-value', [...path, 'mode'], message, {
      ...(known && { hint: `it is one of ${known.join(', ')}` }),
    });
  } else if (known) network.mode = raw.mode ?? known[0]!;
}
