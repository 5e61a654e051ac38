/**
 * What the schema admits: short and long forms side by side, nothing filled in. Numbers are texts wherever the schema
 * admits a text (see interpolate/cast.ts). Items that failed validation are undefined.
 */
import type { HookEvent, ProjectHookEvent } from '../model/hooks.js';

export type Labels = Record<string, string | null> | List<string> | null;
export type List<Item> = (Item | undefined)[];
export type OneOrMany = string | List<string> | null;

export interface RawProject {
  name?: string;
  networks?: Record<string, RawNetwork | null> | null;
  links?: List<string[] | RawLink> | null;
  containers?: Record<string, RawContainer | null> | null;
  services?: Record<string, RawContainer | null> | null;
  hooks?: { [Event in ProjectHookEvent]?: RawHook } | null;
  volumes?: Record<string, RawVolume | null> | null;
  configs?: Record<string, RawProvided> | null;
  secrets?: Record<string, RawProvided> | null;
}

/** `content` is a config's only. */
export interface RawProvided {
  file?: string;
  content?: string;
  environment?: string;
  labels?: Labels;
}

export interface RawProvidedFile {
  source?: string;
  target?: string;
  uid?: string;
  gid?: string;
  mode?: string;
}

interface RawBridge {
  stp?: boolean;
  forward_delay?: number;
  hello_time?: number;
  max_age?: number;
  ageing_time?: number;
  priority?: number;
  group_fwd_mask?: number;
  mcast_snooping?: boolean;
  vlan_filtering?: boolean;
}

export interface RawNetwork extends RawBridge {
  type?: 'bridge' | 'macvlan' | 'ipvlan' | 'vlan' | 'phys';
  parent?: string;
  mode?: string;
  isolation?: string;
  vlan?: number;
  bridge?: RawBridge | null;
  addresses?: OneOrMany;
  pool?: string;
  gateway?: OneOrMany;
  mtu?: number;
  mac?: string;
  nat?: boolean;
  internal?: boolean;
  isolated?: boolean;
  allow?: List<RawAllowance> | null;
  dns?: OneOrMany;
  domain?: string;
  external?: boolean;
  labels?: Labels;
}

export interface RawAllowance {
  from?: string;
  to?: string;
  port?: number;
  protocol?: 'tcp' | 'udp';
}

export interface RawLink {
  endpoints?: List<string>;
  mtu?: number;
  addresses?: Record<string, OneOrMany>;
}

interface RawVolume {
  external?: boolean;
  labels?: Labels;
}

export interface RawRoute {
  to?: string;
  via?: string;
  metric?: number;
  table?: number;
}

export interface RawAttachment {
  address?: string;
  addresses?: OneOrMany;
  gateway?: OneOrMany;
  mac?: string;
  mtu?: number;
  host_name?: string;
  isolated?: boolean;
  hairpin?: boolean;
  mac_filter?: boolean;
  veth?: { n_rxqueues?: number; n_txqueues?: number } | null;
  shape?: { rate?: string } | null;
  up?: string;
  down?: string;
  flags?: 'up' | 'none';
  interface?: string;
  name?: string;
  routes?: List<RawRoute> | null;
  aliases?: List<string> | null;
}

export interface RawMount {
  type?: 'bind' | 'volume' | 'tmpfs';
  source?: string;
  target?: string;
  read_only?: boolean;
  bind?: { create_host_path?: boolean; recursive?: boolean | 'enabled' | 'disabled' } | null;
  tmpfs?: { size?: string; mode?: string } | null;
}

export interface RawPort {
  target?: string;
  published?: string;
  host_ip?: string;
  protocol?: 'tcp' | 'udp';
}

export interface RawLimits {
  cpus?: string;
  cpu_weight?: number;
  cpuset?: string;
  memory?: string;
  memory_high?: string;
  memory_low?: string;
  swap?: string;
  swappiness?: number;
  oom_kill_disable?: boolean;
  pids?: string;
  io_weight?: number;
  io?: Record<string, { rbps?: string; wbps?: string; riops?: number; wiops?: number }> | null;
}

export interface RawBlockDevice {
  path?: string;
  rate?: string;
}

interface RawBlockLimits {
  weight?: number;
  device_read_bps?: List<RawBlockDevice> | null;
  device_write_bps?: List<RawBlockDevice> | null;
  device_read_iops?: List<RawBlockDevice> | null;
  device_write_iops?: List<RawBlockDevice> | null;
}

export interface RawDebootstrap {
  suite: string;
  mirror?: string;
  include?: List<string> | null;
  variant?: string;
}

export interface RawConsole {
  ttys?: number;
  buffer?: string;
  log?: string;
  size?: string;
  rotate?: boolean;
}

export interface RawHealthcheck {
  test?: string | List<string>;
  exec?: string | List<string>;
  tcp?: string;
  http?: string;
  icmp?: string;
  disable?: boolean;
  interval?: string;
  timeout?: string;
  retries?: number;
  start_period?: string;
  start_interval?: string;
}

interface RawDevice {
  source?: string;
  target?: string;
  permissions?: string;
}

export interface RawEnvironmentFile {
  path?: string;
  required?: boolean;
  format?: 'raw';
}

export interface RawAutostart {
  order?: number;
  delay?: string;
  groups?: List<string> | null;
}

interface RawDependency {
  condition?: string;
  required?: boolean;
}

interface RawNamespaces {
  net?: string;
  ipc?: string;
  uts?: string;
  pid?: string;
  cgroup?: string;
  time?: string;
  user?: 'host' | 'private';
}

/** Of LXC's events, and the version of how they are told. */
export type RawHooks = { version?: 0 | 1 } & { [Event in HookEvent]?: RawHook };

export type RawHook = string | List<string | List<string>> | null;

export interface RawInsideHook {
  command?: OneOrMany;
  user?: string;
  privileged?: boolean;
  working_dir?: string;
  environment?: Labels;
}

interface RawLabel {
  profile?: string;
  required?: boolean;
}

export interface RawContainer {
  container_name?: string;
  hostname?: string;
  domainname?: string;
  rootfs?: string | { path?: string; ro?: boolean; debootstrap?: RawDebootstrap };
  read_only?: boolean;
  overlay?: boolean;
  command?: OneOrMany;
  entrypoint?: OneOrMany;
  init?: boolean | string | List<string>;
  environment?: Labels;
  env_file?: string | List<string | RawEnvironmentFile> | null;
  user?: string;
  group_add?: List<string> | null;
  working_dir?: string;
  networks?: Record<string, RawAttachment | null> | List<string> | null;
  network_mode?: string;
  volumes?: List<string | RawMount> | null;
  tmpfs?: OneOrMany;
  fstab?: string;
  auto_mounts?: List<string> | null;
  autodev?: boolean | { size?: string };
  configs?: List<string | RawProvidedFile> | null;
  secrets?: List<string | RawProvidedFile> | null;
  ports?: List<string | RawPort> | null;
  limits?: RawLimits | null;
  cpus?: string;
  cpuset?: string;
  cpu_shares?: number;
  cpu_quota?: number;
  cpu_period?: number;
  mem_limit?: string;
  mem_reservation?: string;
  memswap_limit?: string;
  mem_swappiness?: number;
  oom_kill_disable?: boolean;
  pids_limit?: string;
  blkio_config?: RawBlockLimits | null;
  deploy?: {
    resources?: { limits?: { cpus?: string; memory?: string; pids?: string } | null } | null;
  } | null;
  cgroup?: Record<string, string> | null;
  cap_add?: List<string> | null;
  cap_drop?: List<string> | null;
  cap_keep?: List<string> | null;
  privileged?: boolean;
  idmap?: string;
  no_new_privs?: boolean;
  seccomp?: string;
  apparmor?: string | RawLabel;
  selinux?: string | RawLabel;
  masked_paths?: List<string> | null;
  readonly_paths?: List<string> | null;
  keyring?: boolean;
  namespaces?: RawNamespaces | null;
  pid?: string;
  ipc?: string;
  uts?: string;
  time?: { boot?: string; monotonic?: string } | null;
  core_sched?: boolean;
  platform?: string;
  devices?: List<string | RawDevice> | null;
  sysctls?: Record<string, string> | List<string> | null;
  ulimits?: Record<string, string | { soft?: string; hard?: string }> | null;
  oom_score_adj?: number;
  proc?: Record<string, string> | null;
  depends_on?: Record<string, RawDependency | null> | List<string> | null;
  healthcheck?: RawHealthcheck | null;
  hooks?: RawHooks | null;
  hooks_environment?: Labels;
  post_start?: List<RawInsideHook> | null;
  pre_stop?: List<RawInsideHook> | null;
  restart?: string;
  state?: string;
  freeze?: boolean;
  stop_signal?: string;
  stop_grace_period?: string;
  reboot_signal?: string;
  autostart?: RawAutostart | boolean | null;
  ephemeral?: boolean;
  tty?: boolean;
  console?: RawConsole | null;
  stdin_open?: boolean;
  scale?: number;
  profiles?: List<string> | null;
  labels?: Labels;
  lxc_raw?: Record<string, OneOrMany> | null;
  mac_address?: string;
  dns?: OneOrMany;
  dns_search?: OneOrMany;
  dns_opt?: List<string> | null;
  extra_hosts?: Record<string, OneOrMany> | List<string> | null;
}
