import type { Findings } from '../findings.js';
import type { Instance } from '../normalize/instances.js';
import type { PlacedPort } from '../normalize/ports.js';
import { familyOf } from '../values/address.js';

/** A port of the host leads to one container; and the container must have an address to lead to. */
export function checkPorts(instances: readonly Instance[], findings: Findings): void {
  const used = new Map<string, { container: string; port: PlacedPort }[]>();
  for (const { container, service } of instances) {
    for (const port of service.ports) {
      const key = `${port.published}/${port.protocol}`;
      const others = used.get(key) ?? [];
      const rival = others.find(each => overlaps(each.port.hostIp, port.hostIp));
      if (rival) {
        const same = rival.port.path === port.path;
        findings.error(
          'duplicate',
          port.path,
          `port ${key} of the host is published by "${rival.container}" already`,
          {
            ...(same
              ? { hint: 'instances of a scaled container cannot publish the same port' }
              : { related: { message: 'first published', path: rival.port.path } }),
          },
        );
      }
      used.set(key, [...others, { container: container.name, port }]);
    }
    const addressed = container.nics.some(each => each.addresses.length > 0 || each.pooled);
    if (service.ports.length > 0 && !addressed) {
      findings.error(
        'network',
        [...service.path, 'ports'],
        `container "${container.name}" has no address to publish ports to`,
        {
          hint: 'join a network with an address or a pool',
          atKey: true,
        },
      );
    }
  }
}

/** Two addresses clash when they are equal or one of them means all of its family. */
function overlaps(left: string | undefined, right: string | undefined): boolean {
  if (left === undefined || right === undefined || left === right) return true;
  const any = ['0.0.0.0', '::'];
  return familyOf(left) === familyOf(right) && (any.includes(left) || any.includes(right));
}
