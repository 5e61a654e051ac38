/** Limits that are not there. Information only: a laptop's test network needs none. */
import type { Report, Rule, View } from '../rule.js';
import { servicesOf } from '../services.js';

export const limitMemory: Rule = {
  code: 'LXCC1301',
  name: 'no-memory-limit',
  level: 'info',
  summary: "a container without a limit of memory can use up the host's",
  *check({ project }: View): Generator<Report> {
    for (const { service, limits, cgroup } of servicesOf(project)) {
      const raw = Object.keys(cgroup).some(each => /^memory\.(?:max|high|limit_in_bytes)$/.test(each));
      if (limits.memory !== undefined || limits.memory_high !== undefined || raw) continue;
      yield {
        at: `containers.${service}.limits`,
        message: `container "${service}" has no limit of memory`,
        hint: 'write `limits: {memory: 512M}`',
      };
    }
  },
};

export const limitPids: Rule = {
  code: 'LXCC1302',
  name: 'no-pids-limit',
  level: 'info',
  summary: 'a container whose limit of processes is turned off (`pids: max`)',
  *check({ project }: View): Generator<Report> {
    for (const { service, limits, cgroup } of servicesOf(project)) {
      if (limits.pids !== undefined || /^\d+$/.test(cgroup['pids.max'] ?? '')) continue;
      yield {
        at: `containers.${service}.limits.pids`,
        message: `nothing limits the processes of container "${service}"`,
        hint: 'leave `pids` out for the default of 4096, or give a number',
      };
    }
  },
};
