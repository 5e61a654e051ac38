/** What somebody changed by hand is named with its old and new value and put right without a restart. */
import { strict as assert } from 'node:assert';
import { writeFileSync } from 'node:fs';
import type { Check } from './check.js';
import { must, parentOf, until } from './host.js';
import { lab } from './projects.js';

interface Drift {
  title: string;
  damage(): void;
  /** Of the plan's attribute: where, what is there, what is to be there. */
  path: string;
  from: unknown;
  to: unknown;
  /** What the kernel says once it is repaired. */
  repaired(): unknown;
  expected: unknown;
}

const drifts: Drift[] = [
  {
    title: 'memory.max',
    damage: () => writeFileSync(lab.cgroup('web', 'memory.max'), '134217728'),
    path: 'containers.web.limits.memory',
    from: 134217728,
    to: 67108864,
    repaired: () => lab.read('web', 'memory.max'),
    expected: '67108864',
  },
  {
    title: 'cpu.max',
    damage: () => writeFileSync(lab.cgroup('web', 'cpu.max'), '90000 100000'),
    path: 'containers.web.limits.cpus',
    from: 0.9,
    to: 0.5,
    repaired: () => lab.read('web', 'cpu.max'),
    expected: '50000 100000',
  },
  {
    title: 'pids.max',
    damage: () => writeFileSync(lab.cgroup('web', 'pids.max'), 'max'),
    path: 'containers.web.limits.pids',
    from: null,
    to: 100,
    repaired: () => lab.read('web', 'pids.max'),
    expected: '100',
  },
  {
    title: 'memory.high',
    damage: () => writeFileSync(lab.cgroup('web', 'memory.high'), 'max'),
    path: 'containers.web.limits.memory_high',
    from: null,
    to: 50331648,
    repaired: () => lab.read('web', 'memory.high'),
    expected: '50331648',
  },
  {
    title: 'memory.low',
    damage: () => writeFileSync(lab.cgroup('web', 'memory.low'), '0'),
    path: 'containers.web.limits.memory_low',
    from: 0,
    to: 8388608,
    repaired: () => lab.read('web', 'memory.low'),
    expected: '8388608',
  },
  {
    title: 'memory.swap.max',
    damage: () => writeFileSync(lab.cgroup('web', 'memory.swap.max'), 'max'),
    path: 'containers.web.limits.swap',
    from: null,
    to: 16777216,
    repaired: () => lab.read('web', 'memory.swap.max'),
    expected: '16777216',
  },
  {
    title: 'io.max',
    damage: () => writeFileSync(lab.cgroup('web', 'io.max'), '254:0 wbps=max'),
    path: 'containers.web.limits.io./dev/vda.wbps',
    from: null,
    to: 20971520,
    repaired: () => lab.read('web', 'io.max'),
    expected: '254:0 rbps=max wbps=20971520 riops=max wiops=max',
  },
  {
    title: 'a raw file',
    damage: () => writeFileSync(lab.cgroup('web', 'memory.oom.group'), '0'),
    path: 'containers.web.cgroup.memory.oom.group',
    from: '0',
    to: '1',
    repaired: () => lab.read('web', 'memory.oom.group'),
    expected: '1',
  },
  {
    title: 'a weight that nobody asked for',
    damage: () => writeFileSync(lab.cgroup('web', 'cpu.weight'), '50'),
    path: 'containers.web.limits.cpu_weight',
    from: 50,
    to: null,
    repaired: () => lab.read('web', 'cpu.weight'),
    expected: '100',
  },
  {
    title: "a NIC's bridge",
    damage: () => must('ip', 'link', 'set', uplink, 'nomaster'),
    path: 'containers.web.networks.br0.master',
    from: null,
    to: 'br0',
    repaired: () => link(uplink).master,
    expected: 'br0',
  },
  {
    title: "a bridge's attribute",
    damage: () => must('ip', 'link', 'set', 'br0', 'type', 'bridge', 'forward_delay', '900'),
    path: 'networks.br0.bridge.forward_delay',
    from: 9,
    to: 4,
    repaired: () => link('br0').linkinfo?.info_data?.forward_delay,
    expected: 400,
  },
];

interface Link {
  ifname: string;
  master?: string;
  altnames?: string[];
  linkinfo?: { info_data?: { forward_delay?: number } };
}

/** The host's end of web's NIC, found when the drift begins. */
let uplink = '';
let pids: Record<string, number | null> = {};
let named: { path: string; from: unknown; to: unknown }[] = [];

const links = () => JSON.parse(must('ip', '-json', '-details', 'link')) as Link[];
const link = (name: string) => links().find(each => each.ifname === name)!;

export const driftChecks: Check[] = [
  {
    name: 'changes by hand give a plan',
    run() {
      pids = lab.pids();
      uplink = links().find(each => each.altnames?.some(name => name.includes(':web:')))!.ifname;
      for (const drift of drifts) drift.damage();
      const { code, stdout, stderr } = lab.run('plan', '--exit-code', '--format', 'json');
      assert.equal(code, 2, stdout + stderr);
      const { operations } = JSON.parse(stdout) as { operations: { attributes: typeof named }[] };
      named = operations.flatMap(operation => operation.attributes);
      assert.equal(named.length, drifts.length, stdout);
    },
  },
  ...drifts.map(drift => ({
    name: `the plan names ${drift.title} with its old value and the new one`,
    run() {
      const { from, to } = named.find(each => each.path === drift.path) ?? {};
      assert.deepEqual({ from, to }, { from: drift.from, to: drift.to });
    },
  })),
  {
    name: 'up repairs them',
    run() {
      lab.must('up');
      lab.must('plan', '--exit-code');
    },
  },
  ...drifts.map(drift => ({
    name: `${drift.title} is put right`,
    run: () => assert.deepEqual(drift.repaired(), drift.expected),
  })),
  { name: 'no container was restarted for it', run: () => assert.deepEqual(lab.pids(), pids) },
  {
    name: 'a container whose monitor was killed is seen as ended, and started by the next up',
    async run() {
      const { pid } = lab.row('db');
      process.kill(parentOf(pid!), 'SIGKILL');
      await until(
        'the container without its monitor',
        () => lab.row('db'),
        row => row.pid === null,
      );
      lab.must('up');
      lab.must('plan', '--exit-code');
      assert.notEqual(lab.row('db').pid, pid);
      assert.equal(lab.row('web').pid, pids['web']);
    },
  },
];
