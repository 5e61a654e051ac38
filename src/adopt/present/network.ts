import type { BridgeOptions, Network } from '../../model/project.js';
import type { Attributes } from '../../model/resource.js';
import { networkRange, toNumber } from '../../spec/values/address.js';
import { inOrderOf } from '../order.js';

/** The network with what its bridge has now. What the spec never asked for stays out: the kernel's default is not managed. */
export function presentNetwork(network: Network, observed: Attributes): Network {
  const bridge: Record<string, unknown> = { ...network.bridge };
  for (const key of Object.keys(bridge)) bridge[key] = observed[`bridge.${key}`] ?? bridge[key];
  const addresses = inOrderOf(observed['addresses'] as string[], [network.addresses]);
  const present: Network = { ...network, bridge: bridge as BridgeOptions, addresses };
  if (network.mtu !== undefined) present.mtu = Number(observed['mtu']);
  if (network.mac !== undefined) present.mac = String(observed['mac']);
  return withoutWhatIsOutside(present);
}

/** A pool and a gateway must be inside of the network; all addresses that were handed out are written out anyway. */
function withoutWhatIsOutside({ pool, gateway, ...network }: Network): Network {
  const ranges = network.addresses.map(networkRange);
  const isInside = (address: string) =>
    ranges.some(({ family, first, last }) => {
      const number = toNumber(address);
      return family === (address.includes(':') ? 'v6' : 'v4') && first <= number && number <= last;
    });
  const gateways = Object.entries(gateway ?? {}).filter(([, each]) => ranges.length === 0 || isInside(each));
  return {
    ...network,
    ...(pool && isInside(pool.first) && isInside(pool.last) && { pool }),
    ...(gateways.length > 0 && { gateway: Object.fromEntries(gateways) }),
  };
}
