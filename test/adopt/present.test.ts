/** A project as it was applied, brought up to what the host has now. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { presentProject } from '../../src/adopt/present/project.js';
import type { Project } from '../../src/model/project.js';
import type { Attributes, Resource } from '../../src/model/resource.js';
import { formatRoute, parseRoute, splitGateways } from '../../src/model/routes.js';
import { desireAll } from '../../src/reconcile/desire.js';
import { reconcile } from '../../src/reconcile/reconcile.js';
import { formatProject } from '../../src/spec/print.js';
import { projectOf } from '../spec/specs.js';

const test = suite('a project of ours');

const text = `
networks:
  br0: {addresses: [10.0.2.1/24, "2001:db8::1/64"], pool: 10.0.2.100-199, nat: true, mtu: 1400, bridge: {stp: true, forward_delay: 4}, labels: {a: b}}
  back: {internal: true, addresses: [10.0.3.1/24]}
  old: {external: true}
links:
  - {endpoints: [web:eth5, db:eth1], mtu: 1300, addresses: {"web:eth5": 10.9.0.1/30, "db:eth1": 10.9.0.2/30}}
containers:
  web:
    rootfs: host
    overlay: true
    command: [sh, -c, "echo $$HOME"]
    hostname: front
    environment: {A: "y", B: "", C: "$$"}
    networks:
      br0: {address: 10.0.2.2/24, mac: 02:00:00:00:00:07, host_name: vweb, aliases: [www], routes: [{to: 10.5.0.0/16, via: 10.0.2.9, metric: 7}]}
      back: {name: in0, address: 10.0.3.4/24, mtu: 1300}
    ports: ["8080:80", "127.0.0.1:81:81/udp"]
    volumes: ["/srv/x:/x:ro", "data:/data", {type: tmpfs, target: /t, tmpfs: {size: 1m, mode: "0700"}}]
    configs: [motd]
    limits: {memory: 1g, cpus: 1.5, io: {/dev/vda: {rbps: 1m, wiops: 5}}}
    cgroup: {memory.oom.group: 1}
    sysctls: {net.core.somaxconn: 1024}
    ulimits: {nofile: {soft: 10, hard: -1}}
    devices: [/dev/fuse:rw]
    oom_score_adj: 5
    healthcheck: {tcp: "[::1]:80"}
    restart: on-failure:3
    user: "1000:1000"
    group_add: [4]
    domainname: lab
    labels: {k: v}
    extra_hosts: ["a=10.1.1.1"]
  db: {rootfs: {path: /srv/db, ro: true}, init: /sbin/init, depends_on: {web: {condition: healthy}}, networks: {old: {}}, idmap: none}
  beside: {rootfs: host, command: [x], network_mode: "container:web", privileged: true, tty: true, init: true}
volumes: {data: {}}
configs: {motd: {content: hello}}
`;

/** What a perfect apply would leave, with a table of the firewall as it prints it. */
async function applied(): Promise<{ project: Project; observed: Resource[] }> {
  const project = await projectOf(text);
  return { project, observed: structuredClone(desireAll(project)) };
}

const attributesOf = (observed: Resource[], id: string): Attributes =>
  observed.find(each => each.id === id)!.attributes;

async function planOf(project: Project, observed: Resource[]) {
  const again = await projectOf(formatProject(project), { projectName: project.name });
  return reconcile({
    project: again,
    observed,
    lastApplied: {},
    only: null,
    recreate: new Set(),
    removeOrphans: false,
  }).operations.map(each => `${each.id}: ${each.changes.map(change => change.attribute).join()}`);
}

test('what nobody has changed is as it was asked for', async () => {
  const { project, observed } = await applied();
  const { project: present, changes } = presentProject(project, observed);
  assert.equal([...changes], []);
  assert.is(formatProject(present), formatProject(project));
  assert.equal(await planOf(present, observed), []);
});

const drifts: [title: string, id: string, change: Attributes, told: RegExp][] = [
  [
    'an option of a bridge',
    'networks.br0',
    { 'bridge.forward_delay': 9 },
    /bridge\.forward_delay is 9 now; 4 was/,
  ],
  ['the mtu of a bridge', 'networks.br0', { mtu: 1450 }, /mtu is 1450 now/],
  [
    'an address of a bridge',
    'networks.back',
    { addresses: ['10.0.3.1/24', '10.8.0.1/24'] },
    /addresses has 10\.8\.0\.1\/24 now/,
  ],
  [
    'the name of an interface',
    'containers.web.networks.br0',
    { interface: 'lan' },
    /networks\.br0\.interface is lan now/,
  ],
  [
    'the name of its host end',
    'containers.web.networks.back',
    { host_name: 'odd' },
    /hostName is odd now; nothing was/,
  ],
  ['its hardware address', 'containers.web.networks.back', { mac: '02:00:00:00:00:99' }, /mac is 02/],
  ['its mtu', 'containers.web.networks.back', { mtu: 1200 }, /mtu is 1200 now/],
  [
    'its routes',
    'containers.web.networks.br0',
    { routes: ['0.0.0.0/0 via 10.0.2.9 metric 0 table 254', '10.6.0.0/16 metric 3 table 9'] },
    /gateway/,
  ],
  [
    'the addresses of a link',
    'links.web:eth5--db:eth1',
    { 'a.addresses': ['10.9.0.1/30', '10.9.1.1/30'] },
    /web:eth5 has 10\.9\.1\.1\/30 now/,
  ],
  ['a limit', 'containers.web.limits', { memory: 1 << 29 }, /limits\.memory is 536870912 now/],
  [
    'a limit that is gone',
    'containers.web.limits',
    { pids: null, 'io./dev/vda.rbps': null },
    /limits\.pids is nothing now/,
  ],
  [
    'a file of the cgroup',
    'containers.web.cgroup',
    { 'memory.oom.group': '0' },
    /cgroup\.memory\.oom\.group is 0 now/,
  ],
  ['a setting of the kernel', 'containers.web', { 'sysctls.net.core.somaxconn': '9' }, /somaxconn is 9 now/],
  [
    'what it was started with',
    'containers.db',
    { command: ['/sbin/other'], user: '5:5', stop_signal: 'SIGINT' },
    /command has \/sbin\/other now and no longer has \/sbin\/init/,
  ],
  ['published ports', 'firewall', { ports: ['0.0.0.0:8081/tcp -> 10.0.2.2:80'] }, /ports has/],
];
for (const [title, id, change, told] of drifts) {
  test(`what was changed by hand is asked for and told: ${title}`, async () => {
    const { project, observed } = await applied();
    Object.assign(attributesOf(observed, id), change);
    const { project: present, changes } = presentProject(project, observed);
    assert.match([...changes.values()].flat().join('\n'), told);
    assert.equal(await planOf(present, observed), []);
  });
}

test('a mount that was taken away by hand is not asked for', async () => {
  const { project, observed } = await applied();
  const left = observed.filter(each => each.id !== 'containers.web.volumes./data');
  const { project: present, changes } = presentProject(project, left);
  assert.equal([...changes.keys()], ['containers.web']);
  assert.equal(await planOf(present, left), []);
});

test('of a container that is stopped or not there everything stays as it was asked for', async () => {
  const { project, observed } = await applied();
  attributesOf(observed, 'containers.web')['state'] = 'STOPPED';
  const left = observed.filter(each => each.container !== 'beside');
  const { project: present } = presentProject(project, left);
  assert.equal(present.containers[0], project.containers[0]);
  assert.equal(present.containers[2], project.containers[2]);
});

test('a pool and a gateway that an address no longer surrounds are left out, so that the spec loads', async () => {
  const { project, observed } = await applied();
  attributesOf(observed, 'networks.br0')['addresses'] = ['10.7.0.1/16'];
  const network = presentProject(project, observed).project.networks[0]!;
  assert.is(network.pool, undefined);
  assert.is(network.gateway?.v4, undefined);
});

test('a route is the same after it was written and read', () => {
  const route = fc.record({
    to: fc.constantFrom('10.0.0.0/8', '2001:db8::/32', '0.0.0.0/0', '::/0'),
    metric: fc.nat(3000),
    table: fc.integer({ min: 1, max: 300 }),
    gateway: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(route), given => {
      const texts = given.map(({ to, gateway, ...rest }) =>
        formatRoute({ to, ...rest, ...(gateway && { via: to.includes(':') ? 'fe80::1' : '10.1.1.1' }) }),
      );
      const { gateway = {}, routes } = splitGateways(texts.map(parseRoute));
      const back = [...Object.values(gateway).map(via => ({ to: 'default', via })), ...routes].map(
        formatRoute,
      );
      assert.equal(back.sort(), texts.sort());
    }),
  );
});

test.run();
