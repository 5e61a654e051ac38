import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Container, Project } from '../../src/model/project.js';
import type { Resource } from '../../src/model/resource.js';
import { desireAll } from '../../src/reconcile/desire.js';
import { reconcile } from '../../src/reconcile/reconcile.js';

function container(name: string, more: Partial<Container> = {}): Container {
  return {
    name,
    service: name,
    hostname: name,
    rootfs: { source: 'host', readOnly: false, overlay: false },
    system: false,
    command: ['sleep', 'infinity'],
    reaper: false,
    environment: {},
    user: '0:0',
    groupAdd: [],
    workingDir: '/',
    stopSignal: 'SIGTERM',
    stopGraceMs: 10_000,
    rebootSignal: 'SIGTERM',
    ephemeral: false,
    tty: false,
    console: { ttys: 0, buffer: 16_384, rotate: false },
    stdinOpen: false,
    networkMode: { mode: 'private' },
    nics: [
      {
        network: 'br0',
        interface: 'eth0',
        addresses: [`10.0.2.${name.length}/24`],
        pooled: false,
        routes: [],
        aliases: [],
      },
    ],
    mounts: [],
    files: [],
    ports: [],
    limits: { memory: 64 << 20 },
    cgroup: {},
    devices: [],
    sysctls: {},
    ulimits: [],
    extraHosts: [],
    namespaces: {},
    autoMounts: { proc: 'mixed', sys: 'ro' },
    autodev: true,
    proc: {},
    clocks: {},
    coreSched: false,
    insideHooks: [],
    hooks: { commands: {}, version: 0, environment: {} },
    security: {
      idmap: 'auto',
      privileged: false,
      capabilities: [],
      noNewPrivileges: true,
      seccomp: 'default',
      keyring: true,
    },
    dependsOn: [],
    restart: { policy: 'no', maximumRetries: 0 },
    state: 'running',
    labels: {},
    lxcRaw: {},
    ...more,
  };
}

function project(containers: Container[]): Project {
  const br0 = {
    name: 'br0',
    type: 'bridge' as const,
    external: false,
    bridge: {},
    addresses: ['10.0.2.1/24'],
    nat: false,
    internal: false,
    labels: {},
  };
  return {
    name: 'lab',
    directory: '/',
    files: ['/lab.yaml'],
    networks: [br0],
    links: [],
    containers,
    volumes: [],
    services: [],
    configs: [],
    secrets: [],
    positions: {},
  };
}

/** What the kernel would show after a perfect apply. */
function perfect(wanted: Project): Resource[] {
  return structuredClone(desireAll(wanted));
}

function plan(wanted: Project, observed: Resource[], recreate: string[] = []) {
  const lastApplied = Object.fromEntries(desireAll(wanted).map(each => [each.id, each.attributes]));
  return reconcile({
    project: wanted,
    observed,
    lastApplied,
    only: null,
    recreate: new Set(recreate),
    removeOrphans: false,
  }).operations;
}

test('what is as wanted needs no operation', () => {
  const wanted = project([container('web'), container('database')]);
  assert.equal(plan(wanted, perfect(wanted)), []);
});

test('from nothing: the bridge and hosts file, then the container, its NIC, and only then its start', () => {
  const operations = plan(project([container('web')]), []);
  const byId = new Map(operations.map(each => [each.id, each]));
  const nic = byId.get('create containers.web.networks.br0')!;
  assert.equal(nic.dependsOn.sort(), ['create containers.web', 'create networks.br0']);
  assert.ok(byId.get('start containers.web')!.dependsOn.includes(nic.id));
  assert.equal(
    byId
      .get('create containers.web')!
      .parts!.map(each => each.kind)
      .sort(),
    ['limits', 'limits', 'rootfs'],
  );
});

test('a detached NIC is one live operation that names both values, and is drift', () => {
  const wanted = project([container('web')]);
  const observed = perfect(wanted);
  observed.find(each => each.kind === 'nic')!.attributes['master'] = null;
  const operations = plan(wanted, observed);
  assert.is(operations.length, 1);
  assert.is(operations[0]!.action, 'update');
  assert.is(operations[0]!.drift, true);
  assert.equal(
    operations[0]!.changes.map(each => [each.path, each.from, each.to]),
    [['containers.web.networks.br0.master', null, 'br0']],
  );
});

test('a changed limit is live, a changed command restarts, a changed root file system recreates', () => {
  const before = project([container('web')]);
  const classes = (more: Partial<Container>) =>
    plan(project([container('web', more)]), perfect(before)).map(each => each.disruption);
  assert.equal(classes({ limits: { memory: 128 << 20 } }), ['live']);
  assert.ok(classes({ command: ['true'] }).every(each => each === 'restart' || each === 'create'));
  assert.ok(
    classes({ rootfs: { source: 'path', path: '/x', readOnly: false, overlay: false } }).includes('recreate'),
  );
});

test('a one-shot that ended well stays as it is, one that was stopped or failed is started again', () => {
  const wanted = project([container('job')]);
  const ended = (exitCode: number, stopped: boolean) => {
    const observed = perfect(wanted).filter(each => each.kind !== 'nic');
    Object.assign(observed.find(each => each.kind === 'container')!.attributes, {
      state: 'STOPPED',
      exit_code: exitCode,
      stopped_by_user: stopped,
    });
    return plan(wanted, observed)
      .filter(each => each.kind === 'container')
      .map(each => each.action);
  };
  assert.equal(ended(0, false), []);
  assert.equal(ended(1, false), ['create', 'start']);
  assert.equal(ended(0, true), ['create', 'start']);
});

test('a dependent waits for health, and the wait comes after the start', () => {
  const web = container('web', {
    dependsOn: [{ container: 'database', condition: 'healthy', required: true }],
  });
  const operations = plan(project([web, container('database')]), []);
  const wait = operations.find(each => each.action === 'wait')!;
  assert.equal(wait.dependsOn, ['start containers.database']);
  assert.ok(operations.find(each => each.id === 'start containers.web')!.dependsOn.includes(wait.id));
});

const service = (name: string, more = {}) => ({ name, profiles: [], active: true, ...more });

test('scaling down removes what is too many and nothing else', () => {
  const three = project(['web-1', 'web-2', 'web-3'].map(name => container(name)));
  const two = { ...project(['web-1', 'web-2'].map(name => container(name))), services: [service('web')] };
  const operations = plan(two, perfect(three));
  // The others' /etc/hosts loses its line.
  const others = operations.filter(each => each.kind !== 'hosts');
  const about = new Set(others.map(each => each.resource.split('.')[1]));
  assert.equal([...about], ['web-3']);
  const single = { ...project([container('web')]), services: [service('web')] };
  const named = new Set(plan(single, perfect(three)).map(each => each.resource.split('.')[1]));
  assert.ok(['web', 'web-1', 'web-2', 'web-3'].every(each => named.has(each)));
});

test('a container of a profile that is not active is left alone, without a word', () => {
  const running = perfect(project([container('web'), container('debug'), container('gone')]));
  const wanted = {
    ...project([container('web')]),
    services: [service('web'), service('debug', { profiles: ['debug'], active: false })],
  };
  const input = {
    project: wanted,
    observed: running,
    lastApplied: {},
    only: null,
    recreate: new Set<string>(),
  };
  const { operations, warnings } = reconcile({ ...input, removeOrphans: false });
  assert.equal(
    operations.filter(each => each.kind !== 'hosts'),
    [],
  );
  assert.is(warnings.length, 1);
  assert.match(warnings[0]!, /does not name container gone/);
  assert.equal(reconcile({ ...input, removeOrphans: false, ignoreOrphans: true }).warnings, []);
});

test('a container that left the spec is destroyed only with orphans', () => {
  const before = project([container('web'), container('old')]);
  const after = project([container('web')]);
  const gone = reconcile({
    project: after,
    observed: perfect(before),
    lastApplied: {},
    only: null,
    recreate: new Set(),
    removeOrphans: true,
  });
  assert.ok(gone.operations.some(each => each.id === 'destroy containers.old'));
  assert.not.ok(plan(after, perfect(before)).some(each => each.id === 'destroy containers.old'));
});

test('the same input gives the same plan, byte for byte', () => {
  const wanted = project([container('web'), container('database')]);
  assert.is(JSON.stringify(plan(wanted, [])), JSON.stringify(plan(structuredClone(wanted), [])));
});

test('a limit that is gone goes back to none in place, a raw cgroup file that is gone takes a restart', () => {
  const wanted = project([container('web')]);
  const observed = perfect(wanted).map(each =>
    each.id === 'containers.web.limits' ? { ...each, attributes: { ...each.attributes, swap: 0 } } : each,
  );
  assert.equal(
    plan(wanted, observed).map(each => [each.id, each.disruption]),
    [['update containers.web.limits', 'live']],
  );
  const raw = perfect(wanted).map(each =>
    each.id === 'containers.web.cgroup' ? { ...each, attributes: { 'memory.oom.group': '1' } } : each,
  );
  assert.is(plan(wanted, raw).find(each => each.id === 'create containers.web')!.disruption, 'restart');
});

test('a limit whose cgroup the container is not in takes a restart', () => {
  const wanted = project([{ ...container('web'), limits: { memory: 1 << 20 } }]);
  const observed = perfect(wanted).map(each =>
    each.id === 'containers.web.limits' ? { ...each, attributes: {} } : each,
  );
  assert.is(plan(wanted, observed).find(each => each.id === 'create containers.web')!.disruption, 'restart');
});

function living(state: string): Resource[] {
  const observed = perfect(project([container('web')]));
  observed.find(each => each.kind === 'container')!.attributes['state'] = state;
  return observed;
}

test('a container that is to be frozen is started, and then frozen; one that runs is only frozen', () => {
  const wanted = project([container('web', { state: 'frozen' })]);
  const first = plan(wanted, []).find(each => each.id === 'update containers.web')!;
  assert.ok(first.dependsOn.includes('start containers.web'));
  const [only, ...others] = plan(wanted, living('RUNNING'));
  assert.equal(others, []);
  assert.equal([only!.action, only!.disruption, only!.changes[0]!.to], ['update', 'live', 'FROZEN']);
  assert.equal(plan(wanted, living('FROZEN')), []);
});

test('a container that is to be stopped is stopped and left, and what is not there is not made', () => {
  const wanted = project([container('web', { state: 'stopped' })]);
  assert.equal(
    plan(wanted, living('RUNNING')).map(each => each.id),
    ['stop containers.web'],
  );
  assert.equal(
    plan(wanted, []).filter(each => each.container === 'web'),
    [],
  );
});

test.run();
