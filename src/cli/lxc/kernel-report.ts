/** The sections of `lxc-checkconfig`, in LXC's order and words. */
import type { KernelConfiguration } from '../../app/kernel-configuration.js';

/** What is asked beside the kernel's configuration. */
export interface HostView {
  /** Text of /proc/self/mounts. */
  mounts: string;
  /** Text of /proc/modules; null = a kernel without modules. */
  modules: string | null;
  hasCgroupNamespace: boolean;
  /** Whether that directory has cgroup.clone_children. */
  clonesChildren(directory: string): boolean;
  /** Where a program of that name is; null = nowhere. */
  find(program: string): { isSetuid: boolean } | null;
}

/** @param paint words in their colours, where there is a terminal */
export function kernelReport(
  kernel: KernelConfiguration,
  host: HostView,
  paint: (word: string) => string,
): string {
  const verdict = (present: boolean, required = false) =>
    paint(present ? 'enabled' : required ? 'required' : 'missing');
  const option = (label: string, name: string, required = false) =>
    `${label}: ${verdict(kernel.has(name), required)}\n`;
  const loads = (label: string, name: string, module: string) => {
    if (!kernel.has(name) || host.modules === null) return option(label, name);
    return `${label}: ${verdict(true)}, ${host.modules.includes(module) ? '' : 'not '}loaded\n`;
  };
  const plain = (...names: string[]) => names.map(name => option(name, name)).join('');
  return [
    '\n--- Namespaces ---\n',
    option('Namespaces', 'CONFIG_NAMESPACES', true),
    option('Utsname namespace', 'CONFIG_UTS_NS'),
    option('Ipc namespace', 'CONFIG_IPC_NS', true),
    option('Pid namespace', 'CONFIG_PID_NS', true),
    option('User namespace', 'CONFIG_USER_NS'),
    kernel.has('CONFIG_USER_NS') ? ['newuidmap', 'newgidmap'].map(name => mapper(host, name)).join('') : '',
    option('Network namespace', 'CONFIG_NET_NS'),
    '\n--- Control groups ---\n',
    option('Cgroups', 'CONFIG_CGROUPS'),
    `Cgroup namespace: ${verdict(host.hasCgroupNamespace)}\n`,
    cgroupMounts(host, paint),
    option('Cgroup device', 'CONFIG_CGROUP_DEVICE'),
    option('Cgroup sched', 'CONFIG_CGROUP_SCHED'),
    option('Cgroup cpu account', 'CONFIG_CGROUP_CPUACCT'),
    option('Cgroup memory controller', 'CONFIG_MEMCG'),
    kernel.has('CONFIG_SMP') ? option('Cgroup cpuset', 'CONFIG_CPUSETS') : '',
    '\n--- Misc ---\n',
    loads('Veth pair device', 'CONFIG_VETH', 'veth'),
    loads('Macvlan', 'CONFIG_MACVLAN', 'macvlan'),
    loads('Vlan', 'CONFIG_VLAN_8021Q', '8021q'),
    loads('Bridges', 'CONFIG_BRIDGE', 'bridge'),
    loads('Advanced netfilter', 'CONFIG_NETFILTER_ADVANCED', 'nf_tables'),
    ...(kernel.version?.major === 4 && kernel.version.minor > 6
      ? ['CONFIG_NF_NAT_IPV4', 'CONFIG_NF_NAT_IPV6'].map(name =>
          loads(name, name, name.slice(7).toLowerCase()),
        )
      : []),
    loads('CONFIG_IP_NF_TARGET_MASQUERADE', 'CONFIG_IP_NF_TARGET_MASQUERADE', 'nf_nat_masquerade_ipv4'),
    loads('CONFIG_IP6_NF_TARGET_MASQUERADE', 'CONFIG_IP6_NF_TARGET_MASQUERADE', 'nf_nat_masquerade_ipv6'),
    loads('CONFIG_NETFILTER_XT_TARGET_CHECKSUM', 'CONFIG_NETFILTER_XT_TARGET_CHECKSUM', 'xt_CHECKSUM'),
    loads('CONFIG_NETFILTER_XT_MATCH_COMMENT', 'CONFIG_NETFILTER_XT_MATCH_COMMENT', 'xt_comment'),
    loads('FUSE (for use with lxcfs)', 'CONFIG_FUSE_FS', 'fuse'),
    '\n--- Checkpoint/Restore ---\n',
    option('checkpoint restore', 'CONFIG_CHECKPOINT_RESTORE'),
    plain('CONFIG_FHANDLE', 'CONFIG_EVENTFD', 'CONFIG_EPOLL', 'CONFIG_UNIX_DIAG'),
    plain('CONFIG_INET_DIAG', 'CONFIG_PACKET_DIAG', 'CONFIG_NETLINK_DIAG'),
    `File capabilities: ${verdict(true)}\n`,
  ].join('');
}

function mapper(host: HostView, name: string): string {
  const found = host.find(name);
  if (found === null) return `${name} is not installed\n`;
  return found.isSetuid ? '' : `Warning: ${name} is not setuid-root\n`;
}

function cgroupMounts(host: HostView, paint: (word: string) => string): string {
  const places = (type: string) =>
    host.mounts.split('\n').flatMap(line => {
      const [, place = '', kind] = line.split(' ');
      return kind === type ? [place] : [];
    });
  const [first, second] = [places('cgroup'), places('cgroup2')];
  const list = (version: number, mounted: string[]) =>
    `Cgroup v${version} mount points: \n${mounted.map(each => ` - ${each}\n`).join('')}`;
  const text = list(1, first) + list(2, second);
  if (second.join('\n') === '/sys/fs/cgroup') return text;
  const lacks = (controller: string) =>
    first.some(each => each.includes(`/${controller}`))
      ? ''
      : `Cgroup v1 ${controller} controller: ${paint('missing')}\n`;
  const clones = first[0] !== undefined && host.clonesChildren(first[0]);
  const flag = clones ? `Cgroup v1 clone_children flag: ${paint('enabled')}\n` : '';
  return text + lacks('systemd') + lacks('freezer') + flag;
}
