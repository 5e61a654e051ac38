/** `deploy`, of which a single host knows resources, replicas and the restart policy. */
import { quote } from '../../spec/diagnostic.js';
import { applyRules, leaveOut, type Rules } from '../rules.js';
import { childOf, textOf } from '../tree.js';
import { limit } from './limits.js';
import type { ServiceTarget } from './target.js';

const oneHost = 'a project runs on one host';

const resourceRules: Rules<ServiceTarget> = {
  limits({ value }, target) {
    applyRules(
      value,
      { cpus: limit('cpus'), memory: limit('memory'), pids: limit('pids') },
      target,
      '"limits"',
    );
  },
  reservations({ value }, target) {
    applyRules(value, reservationRules, target, '"reservations"');
  },
};

const reservationRules: Rules<ServiceTarget> = {
  memory: limit('memory_low'),
  cpus: leaveOut('use `limits.cpu_weight`: it decides who gets more when cores are scarce'),
  devices: leaveOut('name devices of the host under `devices`'),
  generic_resources: leaveOut(),
};

/** Of Docker Compose's conditions; `any` is the default. */
const conditions: Record<string, string> = { any: 'always', 'on-failure': 'on-failure', none: 'no' };

export const deployRules: Rules<ServiceTarget> = {
  resources({ value }, target) {
    applyRules(value, resourceRules, target, '"resources"');
  },
  // Read with `scale`.
  replicas: () => {},
  restart_policy({ at, value }, { draft, remarks }) {
    const condition = textOf(childOf(value, 'condition')) ?? 'any';
    const attempts = textOf(childOf(value, 'max_attempts'));
    const policy = Object.hasOwn(conditions, condition) ? conditions[condition]! : undefined;
    if (policy === undefined) remarks.add(at, `the condition ${quote(condition)} is unknown: left out`);
    else draft['restart'] = policy === 'on-failure' && attempts ? `on-failure:${attempts}` : policy;
    for (const key of ['delay', 'window']) {
      const node = childOf(value, key);
      if (node)
        remarks.add(node.range, `"${key}" of the restart policy is left out: pauses grow by themselves`);
    }
    const count = childOf(value, 'max_attempts');
    if (count && policy !== 'on-failure')
      remarks.add(count.range, '"max_attempts" goes with on-failure: left out');
  },
  mode({ at, value }, { remarks }) {
    if (textOf(value) !== 'replicated') remarks.add(at, `"mode" is left out: ${oneHost}`);
  },
  endpoint_mode: leaveOut(oneHost),
  labels: leaveOut('write `labels` of the container'),
  placement: leaveOut(oneHost),
  rollback_config: leaveOut(),
  update_config: leaveOut('`up` changes live what it can, and says before what it must restart'),
};
