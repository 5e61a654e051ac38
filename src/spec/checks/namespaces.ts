import { containerOf } from '../../model/namespaces.js';
import type { Container } from '../../model/project.js';
import type { Findings } from '../findings.js';
import type { Path } from '../node.js';
import type { Instance } from '../normalize/instances.js';
import { isNetworkSysctl } from '../values/sysctl.js';

/** What belongs to a namespace cannot be set by a container that has none of its own. */
export function checkNamespaces(instances: readonly Instance[], findings: Findings): void {
  for (const { container, service } of instances) {
    checkShared(container, service.path, instances, findings);
    const { mode } = container.networkMode;
    if (mode !== 'host' && mode !== 'container') continue;
    for (const key of Object.keys(container.sysctls)) {
      if (!isNetworkSysctl(key)) continue;
      const whose = mode === 'host' ? "the host's" : "another container's";
      findings.error(
        'contradiction',
        [...service.path, 'sysctls', key],
        `"${key}" would change ${whose} network`,
        {
          hint: 'remove it, or `network_mode`',
          atKey: true,
        },
      );
    }
  }
}

function checkShared(
  { name, namespaces, hostname, domainname, security, sysctls }: Container,
  path: Path,
  instances: readonly Instance[],
  findings: Findings,
): void {
  const { uts, ipc, pid } = namespaces;
  if (uts !== undefined && (hostname !== name || domainname !== undefined)) {
    const key = domainname === undefined ? 'hostname' : 'domainname';
    findings.error('contradiction', [...path, key], `"${key}" would be that of ${whose(uts)}`, {
      hint: 'remove it, or `uts`',
      atKey: true,
    });
  }
  for (const key of ipc === undefined ? [] : Object.keys(sysctls)) {
    if (!/^(kernel\.(shm|msg|sem)|fs\.mqueue\.)/.test(key)) continue;
    findings.error('contradiction', [...path, 'sysctls', key], `"${key}" would change ${whose(ipc!)}`, {
      hint: 'remove it, or `ipc`',
      atKey: true,
    });
  }
  const other = pid === undefined ? undefined : containerOf(pid);
  const owner = instances.find(each => each.container.name === other)?.container.security;
  // proc(5) is mounted by who owns the PID namespace: a private range of ids owns none but its own.
  if (owner && (security.idmap !== 'none' || owner.idmap !== 'none')) {
    findings.error('contradiction', [...path, 'pid'], `the processes of "${other}" belong to other ids`, {
      hint: 'write `idmap: none` for both, or `pid: host`',
      atKey: true,
    });
  }
}

function whose(shared: string): string {
  const container = containerOf(shared);
  return container === undefined ? 'the host' : `the container "${container}"`;
}
