/** Every refusal because of the host has its line in doctor: who asks beforehand and who is refused read the same. */
import { readdirSync, readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { doctor } from '../../src/app/doctor.js';

const test = suite('doctor');

/**
 * Files that refuse because of the host: how often each does, and the findings that tell it beforehand. What only a spec
 * makes wrong (an interface, a device that it names) is nothing that doctor could know.
 */
const refusals: Record<string, { count: number; features: string[] }> = {
  'src/cgroup/host-device.ts': { count: 1, features: [] },
  'src/cgroup/launch.ts': { count: 1, features: ['device control'] },
  'src/cgroup/limit-problem.ts': {
    count: 1,
    features: ['memory controller', 'cpu controller', 'cpuset controller', 'pids controller'],
  },
  'src/native/index.ts': { count: 1, features: ['native part'] },
  'src/netbridge/program.ts': { count: 1, features: ['ip', 'nft', 'tc'] },
  'src/runtime/launch-namespaces.ts': { count: 1, features: ['time namespace'] },
  'src/runtime/launch-traits.ts': {
    count: 1,
    features: ['AppArmor', 'SELinux', 'platforms', 'core scheduling'],
  },
  // An interface that is the parent, and a kind.
  'src/runtime/network-preflight.ts': {
    count: 2,
    features: ['macvlan interfaces', 'ipvlan interfaces', 'vlan interfaces'],
  },
};

function sources(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter(each => each.endsWith('.ts'))
    .map(each => `${directory}/${each}`);
}

test('no file refuses a host without being in the table', () => {
  const found = ['src/app', 'src/cgroup', 'src/native', 'src/netbridge', 'src/rootfs', 'src/runtime']
    .flatMap(sources)
    .map(path => ({ path, count: readFileSync(path, 'utf8').split('ExitCode.unavailable').length - 1 }))
    .filter(each => each.count > 0)
    .map(({ path, count }): [string, number] => [path, count]);
  const expected = Object.entries(refusals).map(([path, { count }]): [string, number] => [path, count]);
  assert.equal(Object.fromEntries(found), Object.fromEntries(expected));
});

test('each refusal has a finding, and a finding that lacks says what goes without it and what to do', async () => {
  const findings = await doctor();
  const features = findings.map(each => each.feature);
  assert.equal(features, [...new Set(features)]);
  for (const { features: wanted } of Object.values(refusals))
    for (const each of wanted) assert.ok(features.includes(each), each);
  for (const { feature, present, disables, remedy } of findings.filter(each => !each.present)) {
    assert.not(present);
    assert.ok(disables.length > 0, feature);
    assert.ok(remedy, feature);
  }
});

test('every limit of the spec is below a controller, or is one of the other generation', async () => {
  const schema = JSON.parse(readFileSync('schemas/lxc-compose.schema.json', 'utf8'));
  const disabled = (await doctor()).flatMap(each => each.disables);
  const keys = Object.keys(schema.definitions.limits.properties).filter(
    key => !disabled.includes(`containers.*.limits.${key}`),
  );
  assert.equal(keys, []);
});

test.run();
