/** From what is observed to a spec: a project of ours, and what others have made. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatAdopted } from '../../src/adopt/format.js';
import { adoptHost, type ObservedLink } from '../../src/adopt/host.js';
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

const link = (name: string, ifindex: number, more: Partial<ObservedLink> = {}): ObservedLink => ({
  ifindex,
  name,
  kind: 'veth',
  mac: null,
  mtu: 1500,
  master: null,
  altnames: [],
  peerIndex: null,
  addresses: [],
  ...more,
});

test('others’ bridges are joined, ours are not mentioned, and what runs elsewhere has a profile', async () => {
  const links = [
    link('br0', 2, { kind: 'bridge', addresses: ['10.0.0.1/24'] }),
    link('lxccbr', 3, { kind: 'bridge', altnames: ['lxcc:lab::lxccbr'] }),
    link('v1', 7, { master: 'br0', peerIndex: 5 }),
    link('odd\u001b[31m', 9, { master: 'br0' }),
  ];
  const one = {
    name: 'One',
    links: [
      link('lo', 1, { kind: null }),
      link('eth0', 5, { peerIndex: 7, addresses: ['10.0.0.5/24'] }),
      link('p', 6, { peerIndex: 4 }),
      link('wg0', 8, { kind: 'wireguard' }),
    ],
    routes: [{ to: '0.0.0.0/0', via: '10.0.0.1', ifindex: 5 }],
  };
  const two = {
    name: 'two',
    links: [link('q', 4, { peerIndex: 6, addresses: ['10.9.0.2/30'] })],
    routes: [],
  };
  const theirs = {
    name: 'theirs',
    file: '/var/lib/lxc/theirs/config',
    running: true,
    spec: { containers: { x: { rootfs: 'host', command: ['x'] } } },
  };
  const adopted = adoptHost(links, [one, two], [theirs]);
  assert.equal(Object.keys(adopted.networks), ['br0']);
  assert.equal(adopted.links, [{ endpoints: ['one:p', 'two:q'], addresses: { 'two:q': ['10.9.0.2/30'] } }]);
  assert.ok(adopted.remarks.some(each => /One: wg0 cannot be expressed/.test(each)));
  const text = formatAdopted('host', adopted, []);
  assert.not.match(text, '\u001b');
  assert.equal((await projectOf(text)).containers, []);
  const active = await projectOf(text, { profiles: ['adopted'] });
  assert.equal(
    active.containers.map(each => each.name),
    ['theirs', 'one', 'two'],
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
