/** Files of control groups that only the first generation has, by their names. */
const first: readonly RegExp[] = [
  /^(blkio|cpuacct|net_cls|net_prio)\./,
  /_in_bytes$/,
  /^cpu\.(shares|cfs_|rt_)/,
  /^cpuset\.(cpu_exclusive|mem_exclusive|mem_hardwall|memory_|sched_)/,
  /^memory\.(swappiness|use_hierarchy|oom_control|move_charge_at_immigrate|force_empty|pressure_level)$/,
];

/** The word in LXC's keys for the generation that a file belongs to. */
export function generationOf(file: string): 'cgroup' | 'cgroup2' {
  return first.some(each => each.test(file)) ? 'cgroup' : 'cgroup2';
}
