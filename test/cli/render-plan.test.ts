import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createPalette } from '../../src/cli/colours.js';
import { planDocument, renderPlan } from '../../src/cli/plan/text.js';
import type { Operation, Plan, PlannedChange } from '../../src/model/operation.js';
import { emptyPlan, operation } from './fakes.js';

const at = (line: number) => ({ file: '/srv/lab/lxc-compose.yaml', line, column: 5 });

function change(values: Partial<PlannedChange> & Pick<PlannedChange, 'path' | 'from' | 'to'>): PlannedChange {
  return { attribute: values.path.split('.').at(-1)!, disruption: 'live', drift: false, ...values };
}

function plan(...operations: Operation[]): Plan {
  return { project: 'lab', operations, warnings: [] };
}

const mixed = plan(
  operation({
    action: 'update',
    kind: 'bridge',
    resource: 'networks.br0',
    disruption: 'live',
    changes: [
      change({
        path: 'networks.br0.bridge.forward_delay',
        from: 15,
        to: 0,
        kernel: '/sys/class/net/br0/bridge/forward_delay',
      }),
    ],
  }),
  operation({
    action: 'update',
    kind: 'nic',
    resource: 'containers.web.networks.br0',
    disruption: 'live',
    drift: true,
    changes: [
      change({
        path: 'containers.web.networks.br0.master',
        from: null,
        to: 'br0',
        drift: true,
        position: at(30),
      }),
    ],
  }),
  operation({
    action: 'update',
    kind: 'limits',
    resource: 'containers.db.limits',
    disruption: 'live',
    changes: [
      change({ path: 'containers.db.limits.memory', from: 512 * 1024 ** 2, to: 1024 ** 3, position: at(51) }),
    ],
  }),
  operation({ action: 'stop', resource: 'containers.web', disruption: 'restart' }),
  operation({
    action: 'start',
    resource: 'containers.web',
    disruption: 'restart',
    changes: [
      change({
        path: 'containers.web.seccomp',
        from: 'none',
        to: 'default',
        disruption: 'restart',
        position: at(16),
      }),
    ],
  }),
  operation({ action: 'create', resource: 'containers.sshd-3', position: at(20) }),
  operation({ action: 'start', resource: 'containers.sshd-3', dependsOn: ['create containers.sshd-3'] }),
  operation({ action: 'wait', resource: 'containers.sshd-3', condition: 'healthy' }),
);

test('a plan is one aligned line a change, with its reason, and a count', () => {
  assert.is(
    renderPlan(mixed, '/srv/lab'),
    `  ~ networks.br0.bridge.forward_delay    15 -> 0            live      kernel: /sys/class/net/br0/bridge/forward_delay
  ~ containers.web.networks.br0.master   (none) -> br0      live      drift: changed outside lxc-compose
  ~ containers.db.limits.memory          512 MiB -> 1 GiB   live      lxc-compose.yaml:51
  ! containers.web.seccomp               none -> default    restart   lxc-compose.yaml:16
  + containers.sshd-3                                       create    lxc-compose.yaml:20
Plan: 1 to add, 3 to change (live), 1 to restart, 0 to recreate, 0 to destroy. 1 of 5 is drift.
`,
  );
});

test('recreating and destroying widen the marks, and a recreation is one line', () => {
  const changes = [
    change({
      path: 'containers.db.rootfs',
      from: '/srv/a',
      to: '/srv/b',
      disruption: 'recreate',
      position: at(9),
    }),
  ];
  const text = renderPlan(
    plan(
      operation({ action: 'destroy', resource: 'containers.db', disruption: 'recreate', changes }),
      operation({ action: 'create', resource: 'containers.db', disruption: 'recreate', changes }),
      operation({ action: 'start', resource: 'containers.db', disruption: 'recreate' }),
      operation({ action: 'destroy', resource: 'containers.old', disruption: 'destroy' }),
      operation({
        action: 'create',
        resource: 'containers.web.networks.br0',
        kind: 'nic',
        drift: true,
        position: at(3),
      }),
    ),
    '/srv/lab',
  );
  assert.is(
    text,
    `  -/+ containers.db.rootfs          /srv/a -> /srv/b   recreate   lxc-compose.yaml:9
  -   containers.old                                   destroy
  +   containers.web.networks.br0                      create     drift: removed outside lxc-compose
Plan: 1 to add, 0 to change (live), 0 to restart, 1 to recreate, 1 to destroy. 1 of 3 is drift.
`,
  );
});

test('the interfaces of a new container are part of its line, those of a living one are not', () => {
  const text = renderPlan(
    plan(
      operation({ action: 'create', resource: 'containers.web', container: 'web' }),
      operation({ action: 'create', resource: 'containers.web.networks.br0', container: 'web', kind: 'nic' }),
      operation({ action: 'create', resource: 'containers.db.networks.br0', container: 'db', kind: 'nic' }),
    ),
    '/',
  );
  assert.is(
    text,
    `  + containers.web               create
  + containers.db.networks.br0   create
Plan: 2 to add, 0 to change (live), 0 to restart, 0 to recreate, 0 to destroy.
`,
  );
});

test('a plan without operations says so', () => {
  assert.is(
    renderPlan(emptyPlan, '/srv/lab'),
    'Plan: nothing to do. 0 to add, 0 to change (live), 0 to restart, 0 to recreate, 0 to destroy.\n',
  );
});

test('warnings stand above the count', () => {
  const text = renderPlan({ ...emptyPlan, warnings: ['limits.memory is below current use\x1b[2J'] }, '/');
  assert.is(text.split('\n')[0], 'Warning: limits.memory is below current use\\x1b[2J');
});

test('values of the kernel cannot write escape sequences, and odd sizes stay exact', () => {
  const text = renderPlan(
    plan(
      operation({
        action: 'update',
        resource: 'containers.web',
        disruption: 'live',
        changes: [
          change({ path: 'containers.web.hostname', from: 'a\x1b]0;x\x07\u202e', to: '' }),
          change({ path: 'containers.web.limits.memory', from: 1536 * 1024 ** 2, to: 1000 }),
          change({ path: 'containers.web.limits.io./dev/vda.wbps', from: undefined, to: 20 * 1024 ** 2 }),
          change({ path: 'containers.web.networks.br0.addresses', from: ['10.0.0.1/24', 'a\nb'], to: [] }),
          change({ path: 'networks.br0.bridge.stp', from: false, to: true }),
        ],
      }),
    ),
    '/',
  );
  assert.match(text, 'a\\x1b]0;x\\x07\\u202e -> ""');
  assert.match(text, '1536 MiB -> 1000 B');
  assert.match(text, '(none) -> 20 MiB/s');
  assert.match(text, '[10.0.0.1/24, a\\nb] -> []');
  assert.match(text, 'false -> true');
  assert.not.match(text, /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
});

test('colours change nothing but colours', () => {
  const coloured = renderPlan(mixed, '/srv/lab', createPalette(true));
  assert.is(coloured.replace(/\x1b\[\d+m/g, ''), renderPlan(mixed, '/srv/lab'));
  assert.is.not(coloured, renderPlan(mixed, '/srv/lab'));
});

test('a spec elsewhere is named by the shorter of both paths', () => {
  assert.match(renderPlan(mixed, '/srv/lab/deep'), '../lxc-compose.yaml:51');
  assert.match(renderPlan(mixed, '/home/somebody/far/away'), '/srv/lab/lxc-compose.yaml:51');
});

test('the JSON has the fields that other programs rely on', () => {
  const document = JSON.parse(JSON.stringify(planDocument(mixed, '/srv/lab')));
  assert.is(document.schema, 'lxc-compose/plan/v1');
  assert.is(document.project, 'lab');
  assert.equal(document.operations[1], {
    id: 'update containers.web.networks.br0',
    kind: 'nic',
    resource: 'containers.web.networks.br0',
    action: 'update',
    disruption: 'live',
    attributes: [
      {
        path: 'containers.web.networks.br0.master',
        from: null,
        to: 'br0',
        source: 'drift: changed outside lxc-compose',
        drift: true,
      },
    ],
    drift: true,
    dependsOn: [],
  });
  assert.is(document.operations.length, mixed.operations.length);
  assert.equal(document.summary, {
    add: 1,
    change: 3,
    restart: 1,
    recreate: 0,
    destroy: 0,
    drift: 1,
    total: 5,
  });
});

test.run();
