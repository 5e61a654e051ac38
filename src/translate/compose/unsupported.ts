/** Keys of services that have no counterpart, each with what to do instead. */
import { leaveOut, type Rules } from '../rules.js';
import type { ServiceTarget } from './target.js';

const imageOnly = leaveOut('there are no images here');
const useCpus = leaveOut('use `limits.cpus`');

export const unsupportedRules: Rules<ServiceTarget> = {
  annotations: leaveOut('use `labels`'),
  attach: leaveOut('`logs -f` shows what containers print'),
  cgroup_parent: leaveOut('a project has a cgroup of its own'),
  cpu_count: useCpus,
  cpu_percent: useCpus,
  cpu_rt_period: leaveOut(),
  cpu_rt_runtime: leaveOut(),
  develop: leaveOut('mount the sources with `volumes`'),
  gpus: leaveOut('name devices of the host under `devices`'),
  isolation: leaveOut(),
  label_file: leaveOut('write `labels`'),
  logging: leaveOut('`logs` shows what containers print'),
  mem_swappiness: leaveOut('with cgroup v1: `limits.swappiness`'),
  models: leaveOut(),
  oom_kill_disable: leaveOut('use `oom_score_adj`'),
  platform: imageOnly,
  provider: leaveOut(),
  pull_policy: imageOnly,
  pull_refresh_after: imageOnly,
  runtime: leaveOut(),
  storage_opt: leaveOut(),
  use_api_socket: leaveOut(),
};
