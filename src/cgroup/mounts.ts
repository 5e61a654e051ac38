/** Which hierarchies are mounted where: what chooses the driver. */
import { readFileSync } from 'node:fs';

export interface CgroupMounts {
  layout: 'v1' | 'hybrid' | 'v2';
  /** v1 controller name to the absolute directory of its hierarchy. */
  controllers: Map<string, string>;
  /** Root of the v2 hierarchy, when it is mounted. */
  unified: string | null;
}

/** @param mountinfo text of /proc/self/mountinfo; proc_pid_mountinfo(5) */
export function parseCgroupMounts(mountinfo: string): CgroupMounts {
  const controllers = new Map<string, string>();
  let unified: string | null = null;
  for (const line of mountinfo.split('\n')) {
    const [before, after] = line.split(' - ');
    if (!after) continue;
    const [type, , superOptions = ''] = after.split(' ');
    const target = unescapeOctal(before!.split(' ')[4]!);
    if (type === 'cgroup2') unified ??= target;
    if (type !== 'cgroup') continue;
    for (const option of superOptions.split(',')) {
      if (v1Controllers.has(option) && !controllers.has(option)) controllers.set(option, target);
    }
  }
  const layout = controllers.size === 0 ? 'v2' : unified ? 'hybrid' : 'v1';
  return { layout, controllers, unified };
}

const v1Controllers = new Set([
  'cpu',
  'cpuacct',
  'cpuset',
  'memory',
  'devices',
  'freezer',
  'blkio',
  'pids',
  'hugetlb',
  'rdma',
  'misc',
  'net_cls',
  'net_prio',
  'perf_event',
]);

/** Blanks, tabs, newlines and backslashes of a path are octal in mountinfo. */
function unescapeOctal(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_all, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

export function readCgroupMounts(): CgroupMounts {
  return parseCgroupMounts(readFileSync('/proc/self/mountinfo', 'utf8'));
}
