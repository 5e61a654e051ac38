/** Capabilities by the kernel's names (include/uapi/linux/capability.h, 41 of them since 5.9), lower case without CAP_. */
import { capabilityNames } from '../../model/capabilities.js';
import { suggestion } from '../suggest.js';
import { GrammarError } from './grammar-error.js';

export const allCapabilities: readonly string[] = capabilityNames;

/** Docker's fourteen without net_raw (ping works through ping_group_range), mknod and audit_write. */
export const applicationCapabilities: readonly string[] =
  'chown dac_override fowner fsetid kill net_bind_service setfcap setgid setpcap setuid sys_chroot'.split(
    ' ',
  );

const hostWide = new Set(['sys_module', 'sys_time', 'sys_rawio', 'mac_admin', 'mac_override']);

/** LXC's model: a whole system needs nearly everything inside its user namespace, but never these five. */
export const systemCapabilities: readonly string[] = allCapabilities.filter(each => !hostWide.has(each));

/** `all`, or a name in our spelling. @throws GrammarError */
export function parseCapability(text: string): string {
  const name = text.toLowerCase().replace(/^cap_/, '');
  if (name === 'all' || allCapabilities.includes(name)) return name;
  throw new GrammarError(`is not a capability${suggestion(name, allCapabilities)}`);
}
