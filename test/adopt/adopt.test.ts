/** From what is observed to a spec: a project of ours, and what others have made. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { appliedLinks, launchedParts } from '../../src/adopt/ended.js';
import { formatAdopted } from '../../src/adopt/format.js';
import { inOrderOf } from '../../src/adopt/order.js';
import { adoptProject } from '../../src/adopt/project.js';
import type { Project } from '../../src/model/project.js';
import { desireAll } from '../../src/reconcile/desire.js';
import { reconcile } from '../../src/reconcile/reconcile.js';
import { projectOf } from '../spec/specs.js';

const test = suite('adopt');

/** What the kernel would show after a perfect apply, and the plan of the spec that is made of it. */
async function planOfAdopted(project: Project) {
  const observed = structuredClone(desireAll(project));
  const applied = Object.fromEntries(observed.map(each => [each.id, each.attributes]));
  const adopted = adoptProject(project.name, observed, applied);
  const text = formatAdopted(project.name, adopted, ['head']);
  const again = await projectOf(text, { projectName: project.name });
  const plan = reconcile({
    project: again,
    observed,
    lastApplied: applied,
    only: null,
    recreate: new Set(),
    removeOrphans: false,
  });
  return { adopted, text, plan };
}

const specs: Record<string, string> = {
  'a bare container': 'containers: {web: {rootfs: host, command: [x]}}',
  'bridges, addresses, gateways and routes': `
networks:
  br0: {addresses: [10.0.2.1/24, "2001:db8::1/64"], bridge: {stp: true, priority: 100}, mtu: 1400, nat: true}
  back: {internal: true, addresses: [10.0.3.1/24]}
containers:
  web:
    rootfs: host
    command: [x]
    networks:
      br0: {addresses: [10.0.2.5/24, "2001:db8::5/64"], routes: [{to: 10.9.0.0/16, via: 10.0.2.9, metric: 7, table: 100}]}
      back: {address: 10.0.3.5/24, interface: lan, mac: 02:00:00:00:00:05, mtu: 1300, host_name: vlan5}
    ports: ["8080:80", "127.0.0.1:53:53/udp"]
  db: {rootfs: host, command: [y], networks: {br0: {address: 10.0.2.6/24, gateway: none, aliases: [sql]}}, extra_hosts: [a=192.0.2.1, b=192.0.2.1]}`,
  'a point-to-point link': `
links: [{endpoints: [web:eth1, db:eth1], mtu: 1400, addresses: {"web:eth1": 10.9.0.1/30}}]
containers: {web: {rootfs: host, command: [x]}, db: {rootfs: host, command: [y]}}`,
  'everything of a process': `
containers:
  web:
    rootfs: {path: ./tree, ro: true}
    command: [x, "a b", "$$HOME"]
    environment: {A: "1=2", B: "$$", C: ""}
    user: "33:34"
    group_add: [4]
    working_dir: /srv
    stop_signal: INT
    stop_grace_period: 1500ms
    tty: true
    init: true
    domainname: lab
    hostname: other
    ulimits: {nofile: {soft: 1, hard: -1}}
    sysctls: {net.core.somaxconn: 9}
    oom_score_adj: 5
    devices: ["/dev/null:/dev/x:r"]
    cap_add: [net_raw]
    seccomp: system
    idmap: 0 100000 65536
    no_new_privs: false
    restart: on-failure:3
    healthcheck: {tcp: "[::1]:80", retries: 2}
    network_mode: none`,
  'a system, limits and mounts': `
volumes: {data: }
containers:
  web:
    rootfs: ./tree
    overlay: true
    init: /sbin/init
    privileged: true
    limits: {cpus: 1.5, cpu_weight: 7, memory: 1G, pids: max, io: {/dev/vda: {rbps: 1m, wiops: 5}}}
    cgroup: {memory.oom.group: 1}
    volumes: [data:/data, "/srv/a b:/b:ro", {type: tmpfs, target: /t, tmpfs: {size: 1m, mode: "0700"}}]
    healthcheck: {exec: ["true", "$$x"], interval: 3s}`,
};
for (const [name, text] of Object.entries(specs)) {
  test(`the plan of an adopted project is empty: ${name}`, async () => {
    const { plan, text: adopted } = await planOfAdopted(await projectOf(text));
    assert.equal(
      plan.operations.flatMap(each =>
        each.changes.map(change => `${change.path}: ${change.from} -> ${change.to}`),
      ),
      [],
      adopted,
    );
    assert.equal(plan.operations, []);
  });
}

test('what cannot be known is said', async () => {
  const project = await projectOf('containers: {web: {rootfs: host, command: [x]}}');
  const observed = structuredClone(desireAll(project));
  observed.find(each => each.kind === 'container')!.attributes['state'] = 'STOPPED';
  observed.push({
    kind: 'mount',
    id: 'containers.web.secrets./run/secrets/a',
    container: 'web',
    attributes: {},
  });
  observed.push({ kind: 'bridge', id: 'networks.br0', attributes: { up: false, addresses: [] } });
  const { remarks } = adoptProject('lab', observed, {});
  assert.equal(remarks.length, 3);
  assert.ok(remarks.some(each => /is not running/.test(each)));
  assert.ok(remarks.some(each => /where its content comes from/.test(each)));
});

test('a job that has ended keeps its root, mounts, limits and interfaces, and its links', async () => {
  const project = await projectOf(`
networks: {br0: {addresses: [10.0.2.1/24]}}
links: [{endpoints: [job.b:a, web:a], addresses: {"web:a": 10.9.0.1/30}}]
volumes: {data: {}}
containers:
  web: {rootfs: host, command: [x], networks: {br0: {address: 10.0.2.6/24}}}
  job.b: {rootfs: ./tree, command: [y], networks: {br0: {address: 10.0.2.7/24, aliases: [j]}}, volumes: ["data:/x"], limits: {memory: 1M}}`);
  const desired = structuredClone(desireAll(project));
  const applied = Object.fromEntries(desired.map(each => [each.id, each.attributes]));
  const job = desired.filter(each => each.container === 'job.b');
  const [resource] = job.filter(each => each.kind === 'container');
  Object.assign(resource!.attributes, { state: 'STOPPED', exit_code: 0, stopped_by_user: false });
  const resources = Object.fromEntries(
    job.filter(each => each.kind !== 'nic').map(each => [each.id, each.attributes]),
  );
  const observed = desired.filter(
    each => each === resource || (each.container !== 'job.b' && each.kind !== 'link'),
  );
  const parts = launchedParts([{ name: 'job.b', ended: true, resources }], applied);
  const adopted = adoptProject(project.name, [...observed, ...parts, ...appliedLinks(applied)], applied);
  const again = await projectOf(formatAdopted(project.name, adopted, []), { projectName: project.name });
  assert.equal(desireAll(again), desireAll(project));
});

test('of a container that runs only the limits are taken from its launch', () => {
  const resources = {
    'containers.a.limits': { memory: 1 },
    'containers.a.rootfs': { path: 'host' },
    'containers.a': {},
  };
  const parts = launchedParts([{ name: 'a', ended: false, resources }], { 'containers.a.networks.br0': {} });
  assert.equal(
    parts.map(each => each.id),
    ['containers.a.limits'],
  );
});

test('an order agrees with all sequences that agree with each other', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { minLength: 1, maxLength: 8 }),
      fc.array(fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), { maxLength: 4 }),
      (names, masks) => {
        const sequences = masks.map(mask => names.filter((_, index) => mask[index]));
        const ordered = inOrderOf([...names].sort(), sequences);
        assert.equal([...ordered].sort(), [...names].sort());
        for (const sequence of sequences)
          assert.equal(
            ordered.filter(each => sequence.includes(each)),
            sequence,
          );
      },
    ),
    { numRuns: 500, seed: 1 },
  );
});

test.run();
