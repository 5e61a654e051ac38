import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import type { Project } from '../../src/model/project.js';
import { formatProject } from '../../src/spec/print.js';
import { projectOf } from './specs.js';

const schema = JSON.parse(
  readFileSync(new URL('../../schemas/lxc-compose.schema.json', import.meta.url), 'utf8'),
);
const validate = new Ajv({ allowUnionTypes: true, strictRequired: false }).compile(schema);

const profile = new URL('../../fixtures/seccomp/docker.json', import.meta.url).pathname;
const text = `
networks:
  br0: {addresses: [10.0.2.1/24, "2001:db8::1/64"], pool: 10.0.2.100-199, nat: true, mtu: 1400, stp: true, labels: {a: "$$x"}}
  back: {internal: true, addresses: [10.0.3.1/24], mac: 02:00:00:00:00:09}
  old: {external: true}
links:
  - {endpoints: [web:eth5, db:eth1], mtu: 9000, addresses: {"web:eth5": [10.9.0.1/30], "db:eth1": 10.9.0.2/30}}
containers:
  many: {rootfs: host, overlay: true, command: [sleep, "1"], scale: 2, networks: [br0], init: true}
  web:
    rootfs: {path: "./a: b", ro: true}
    init: [/sbin/init, "--x=$$HOME"]
    networks: {br0: {address: 10.0.2.2/24, mtu: 1300, mac: 02:00:00:00:00:07, host_name: vweb, aliases: [www]}, back: {name: in0, address: 10.0.3.4/24}}
    ports: ["8080:80", "127.0.0.1:81:81/udp"]
    volumes: ["./x:/x:ro", "data:/data", {type: tmpfs, target: /t, tmpfs: {size: 1m, mode: "0700"}}]
    environment: {A: "y", B: "multi\\nline", C: "\\u0085 # $$", D_E: "", NUMBER: 010}
    limits: {memory: 1g, cpus: 1.5, pids: max, io: {/dev/vda: {rbps: 1m, wiops: 5}}}
    cgroup: {memory.oom.group: 1}
    sysctls: {net.core.somaxconn: 1024}
    ulimits: {nofile: {soft: 10, hard: -1}}
    devices: [/dev/fuse:rw]
    oom_score_adj: 5
    healthcheck: {tcp: "[::1]:80"}
    restart: on-failure:3
    secrets: [profile]
    user: "1000:1000"
    group_add: [4]
    extra_hosts: ["a:::1"]
    idmap: 0 100000 65536
    labels: {k: v}
    configs: [app.conf, {source: app.conf, target: /etc/b, mode: "0400", uid: 7}]
  db: {rootfs: ./db, command: postgres, depends_on: {web: {condition: healthy}}, cap_add: [net_raw], hostname: db.lab}
  all: {rootfs: host, command: [x], privileged: true, network_mode: "container:web", seccomp: ${profile}, stop_signal: RTMIN+3}
configs: {app.conf: {content: "a $$b\\n", labels: {k: v}}}
secrets: {profile: {file: ${profile}}}
volumes: {data: {labels: {x: 1}}, other: {external: true}}
`;

/** Instances are containers of their own once printed, and places differ. */
function meaning({ positions: _positions, services: _services, containers, ...rest }: Project) {
  return JSON.parse(
    JSON.stringify({ ...rest, containers: containers.map(each => ({ ...each, service: '' })) }),
  );
}

test('a printed project loads as the same project and prints the same again', async () => {
  const project = await projectOf(text);
  const printed = formatProject(project);
  const again = await projectOf(printed);
  assert.equal(meaning(again), meaning(project));
  assert.is(formatProject(again), printed);
});

test('a printed project is valid for an independent validator', async () => {
  assert.ok(validate(parse(formatProject(await projectOf(text)))), JSON.stringify(validate.errors));
  assert.not.ok(validate({ containers: { web: { netwroks: [] } } }));
});

test('texts of any kind come back through printing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      async (label, variable) => {
        fc.pre(!variable.includes('\u0000'));
        const spec = {
          containers: {
            a: {
              rootfs: 'host',
              command: ['x'],
              labels: { k: label.replaceAll('$', '$$$$') },
              environment: { V: variable.replaceAll('$', '$$$$') },
            },
          },
        };
        const project = await projectOf(JSON.stringify(spec));
        assert.equal(meaning(await projectOf(formatProject(project))), meaning(project));
        assert.is(project.containers[0]!.labels['k'], label);
        assert.is(project.containers[0]!.environment['V'], variable);
      },
    ),
    { numRuns: 300, seed: 20261123 },
  );
});

test('every property of the schema has a description', () => {
  const bare: string[] = [];
  (function visit(node: unknown, path: string): void {
    if (node === null || typeof node !== 'object') return;
    const { properties, $ref } = node as {
      properties?: Record<string, Record<string, unknown>>;
      $ref?: string;
    };
    for (const [key, each] of Object.entries(properties ?? {})) {
      const target =
        typeof each['$ref'] === 'string' ? schema.definitions[each['$ref'].split('/').at(-1)!] : each;
      if (typeof target?.description !== 'string') bare.push(`${path}.${key}`);
    }
    if ($ref) return;
    for (const [key, each] of Object.entries(node)) visit(each, `${path}.${key}`);
  })(schema, '');
  assert.equal(bare, []);
});

test.run();
