/** The named profiles: which system calls are refused. */

/**
 * Docker's default on x86-64 (moby, June 2026) as its complement: these are refused with EPERM, the rest of the known
 * ones pass. Those that a capability of the container makes reasonable are given back by `allowedBy`.
 */
export const deniedByDefault = (
  '_sysctl acct add_key afs_syscall bpf clock_settime create_module delete_module fanotify_init file_getattr ' +
  'file_setattr finit_module fsconfig fsmount fsopen fspick get_kernel_syms get_mempolicy getpmsg init_module ' +
  'io_uring_enter io_uring_register io_uring_setup ioperm iopl kcmp kexec_file_load kexec_load keyctl lookup_dcookie ' +
  'lsm_get_self_attr lsm_list_modules lsm_set_self_attr mbind migrate_pages mount mount_setattr move_mount move_pages ' +
  'nfsservctl open_by_handle_at open_tree open_tree_attr perf_event_open pidfd_getfd pivot_root process_madvise putpmsg ' +
  'query_module quotactl quotactl_fd reboot request_key security set_mempolicy set_mempolicy_home_node setdomainname ' +
  'sethostname setns settimeofday swapoff swapon sysfs syslog tuxcall umount2 unshare uselib userfaultfd ustat vhangup vserver'
).split(' ');

/** As Docker's profile has them: what a capability already guards is not refused twice. */
export const allowedBy: Record<string, string[]> = {
  sys_admin: (
    'bpf fanotify_init fsconfig fsmount fsopen fspick lookup_dcookie mount mount_setattr move_mount open_tree ' +
    'perf_event_open quotactl quotactl_fd setdomainname sethostname setns umount2 unshare pivot_root'
  ).split(' '),
  sys_boot: ['reboot'],
  sys_module: ['delete_module', 'init_module', 'finit_module'],
  sys_pacct: ['acct'],
  sys_ptrace: ['kcmp', 'pidfd_getfd', 'process_madvise'],
  sys_rawio: ['iopl', 'ioperm'],
  sys_time: ['settimeofday', 'clock_settime'],
  sys_tty_config: ['vhangup'],
  sys_nice: [
    'get_mempolicy',
    'mbind',
    'set_mempolicy',
    'set_mempolicy_home_node',
    'migrate_pages',
    'move_pages',
  ],
  syslog: ['syslog'],
  dac_read_search: ['open_by_handle_at'],
  bpf: ['bpf'],
  perfmon: ['perf_event_open'],
};

/** LXC's common.seccomp: a system container may mount and nest, but not load kernels or modules or open by handle. */
export const deniedBySystem = [
  'kexec_load',
  'open_by_handle_at',
  'init_module',
  'finit_module',
  'delete_module',
];
