import type { Findings } from '../findings.js';
import type { Instance } from '../normalize/instances.js';
import { isNetworkSysctl } from '../values/sysctl.js';

/** What belongs to a network namespace cannot be set by a container that has none of its own. */
export function checkNetworkNamespaces(instances: readonly Instance[], findings: Findings): void {
  for (const { container, service } of instances) {
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
