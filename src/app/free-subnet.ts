import { networkRange } from '../spec/values/address.js';

/**
 * The first of 10.0.2.0/24, 10.0.3.0/24, … that meets none of the host's addresses, as `10.0.2.`: a bridge with a
 * subnet that the host is in already would take its way to its neighbours. When all are in use the first.
 * @param addresses of the host's interfaces, with prefix
 */
export function freeSubnet(addresses: readonly string[]): string {
  const used = addresses.map(networkRange).filter(each => each.family === 'v4');
  for (let third = 2; third < 255; third += 1) {
    const { first, last } = networkRange(`10.0.${third}.0/24`);
    if (!used.some(each => each.first <= last && first <= each.last)) return `10.0.${third}.`;
  }
  return '10.0.2.';
}
