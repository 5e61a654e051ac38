// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of the spec, not of TypeScript
/** Whatever a Compose file holds, its import ends soon: with a spec that can be read again, or with errors. */
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SpecFailure } from '../../src/spec/diagnostic.js';
import { parseSpec } from '../../src/spec/parse/parse.js';
import { compose, loadImported } from './imported.js';

const serviceKeys =
  'image build command entrypoint environment env_file ports expose volumes tmpfs networks network_mode depends_on links healthcheck deploy cpus cpuset cpu_shares cpu_quota cpu_period mem_limit memswap_limit mem_reservation pids_limit blkio_config ulimits sysctls devices security_opt cap_add privileged read_only init user scale container_name hostname extra_hosts configs secrets shm_size mac_address restart profiles labels x-mine volumes_from'.split(
    ' ',
  );
const innerKeys =
  'n default other x source target type published protocol host_ip subnet gateway ip_range config ipam name external driver aliases ipv4_address ipv6_address priority gw_priority condition test disable resources limits cpus memory replicas restart_policy weight device_read_bps path rate nofile soft hard file bind tmpfs size mode'.split(
    ' ',
  );
const text = fc.oneof(
  fc.constantFrom(
    '80:80',
    '80',
    '[::1]:1:2',
    './a:/b',
    '/a',
    'v:/c:ro',
    'service:other',
    'host',
    '10.1.0.0/16',
    '10.1.0.9',
    '10.1.0.300',
    '::/0',
    'fd00::/64',
    '${A:-1}',
    '${',
    '$$',
    '/dev/x:/dev/y',
    'a=b',
    'n',
    'x',
    'other',
    '512m',
    '1',
    '-1',
    '0',
    'no',
    'healthy',
    '/',
  ),
  fc.string({ maxLength: 12 }),
);
const { value } = fc.letrec(tie => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.integer({ min: -2, max: 70000 }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...innerKeys), tie('value'), { maxKeys: 4 }),
  ),
}));
const service = fc.dictionary(fc.constantFrom(...serviceKeys), value, { maxKeys: 8 });
const file = fc.record({
  services: fc.dictionary(fc.constantFrom('x', 'other', 'Upper', 'a.b'), service, { minKeys: 1, maxKeys: 3 }),
  networks: fc.dictionary(fc.constantFrom('n', 'default', 'a-name-of-many-letters'), value, { maxKeys: 3 }),
  volumes: fc.dictionary(fc.constantFrom('v', '_'), value, { maxKeys: 2 }),
  secrets: fc.dictionary(fc.constant('x'), value),
});

test('what is imported can be read again, and loading it ends with a project or with errors', async () => {
  await fc.assert(
    fc.asyncProperty(file, async content => {
      const { text: spec, remarks } = compose(JSON.stringify(content));
      parseSpec(spec, 'spec');
      assert.ok(
        remarks.every(each => each.range && each.severity === 'warning' && !each.message.endsWith('.')),
      );
      const result = await loadImported(spec);
      assert.ok(result.ok || result.diagnostics.length > 0);
    }),
    { numRuns: 400, seed: 20261123 },
  );
});

test('any text at all is a spec or a list of errors', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), given => {
      try {
        compose(`services: {}\n${given}`);
      } catch (error) {
        assert.ok(error instanceof SpecFailure);
        assert.ok(error.diagnostics.every(each => each.range));
      }
    }),
    { numRuns: 500, seed: 20261123 },
  );
});

for (const [what, made] of [
  [
    '5,000 services',
    () => `services:\n${lines(5000, n => `  s${n}: {image: i, logging: {}, ports: ["${n + 1000}:80"]}`)}`,
  ],
  [
    '5,000 names that are equal but for their signs',
    () => `services:\n${lines(5000, n => `  "${'é'.repeat(n % 50)}à${n}": {image: i}`)}`,
  ],
  [
    '4,000 networks',
    () => `services: {a: {image: i}}\nnetworks:\n${lines(4000, n => `  a-network-of-number-${n}:`)}`,
  ],
  [
    '50,000 mounts at one place',
    () => `services:\n  a:\n    image: i\n    volumes:\n${lines(50_000, n => `      - ./d${n}:/x`)}`,
  ],
  [
    'an anchor behind 2,000 services',
    () => `x-a: &a {logging: {}, dns: 1.1.1.1, image: i}\nservices:\n${lines(2000, n => `  s${n}: *a`)}`,
  ],
] as const) {
  test(`${what} take a few seconds at most`, () => {
    const started = performance.now();
    compose(made());
    assert.ok(performance.now() - started < 5000, `${performance.now() - started}`);
  });
}

test('more than a host could ever run is refused', () => {
  assert.throws(() => compose(`services:\n${lines(10_001, n => `  s${n}:`)}`), /more than 10000 services/);
});

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => `${line(index)}\n`).join('');
}

test.run();
