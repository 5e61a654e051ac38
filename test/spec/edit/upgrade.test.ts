import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { format } from '../../../src/spec/edit/format.js';
import { hasTheSameComments } from '../../../src/spec/edit/same.js';
import { upgrade } from '../../../src/spec/edit/upgrade.js';
import { loadText } from '../specs.js';

const upgraded = (text: string): string => format(upgrade(text, 'spec.yaml').text);

const rows: [what: string, before: string, after: string][] = [
  ['version goes, its comment stays', 'version: "3" # old\nname: a\n', '# old\nname: a\n'],
  ['services', 'services: # s\n  a:\n', 'containers: # s\n  a:\n'],
  ['services beside containers stays', 'services:\ncontainers:\n', 'services:\ncontainers:\n'],
  [
    'one limit',
    'containers:\n  a:\n    # why\n    mem_limit: 64M   # m\n',
    'containers:\n  a:\n    limits:\n      # why\n      memory: 64M   # m\n',
  ],
  [
    'limits apart',
    'containers:\n  a:\n    cpus: 1\n    tty: true\n    pids_limit: 9 # p\n',
    'containers:\n  a:\n    limits:\n      cpus: 1\n      pids: 9 # p\n    tty: true\n',
  ],
  [
    'the long form',
    'containers:\n  a:\n    deploy: # d\n      resources:\n        limits:\n          # in\n          memory: 5M # m\n',
    'containers:\n  a:\n    limits:\n      # d\n      # in\n      memory: 5M # m\n',
  ],
  [
    'in brackets',
    'containers: {a: {mem_limit: 5M, tty: true, cpus: 1}}\n',
    'containers: {a: {limits: {memory: 5M, cpus: 1}, tty: true}}\n',
  ],
  [
    'to limits in brackets',
    'containers:\n  a:\n    limits: {pids: 4} # l\n    mem_limit: 6M # six\n',
    'containers:\n  a:\n    limits: {pids: 4, memory: 6M} # l\n    # six\n',
  ],
  [
    'to limits in lines',
    'containers:\n  a:\n    limits:\n      pids: 4\n    cpus: 2 # two\n    tty: true\n',
    'containers:\n  a:\n    limits:\n      pids: 4\n      cpus: 2 # two\n    tty: true\n',
  ],
  [
    'twice stays',
    'containers:\n  a:\n    limits: {cpus: 4}\n    cpus: 2\n',
    'containers:\n  a:\n    limits: {cpus: 4}\n    cpus: 2\n',
  ],
  [
    'shared stays',
    'containers:\n  a: &a\n    cpus: 2\n  b: {<<: *a, mem_limit: 5M}\n',
    'containers:\n  a: &a\n    cpus: 2\n  b: {<<: *a, mem_limit: 5M}\n',
  ],
];

for (const [what, before, after] of rows) {
  test(what, () => {
    assert.is(upgraded(before), after);
    assert.is(upgraded(after), after);
  });
}

test('what is kept is told with the reason', () => {
  const [remark] = upgrade('containers:\n  a:\n    limits: {cpus: 4}\n    cpus: 2\n', 'spec.yaml').remarks;
  assert.is(remark!.message, 'the older words for limits in "a" stay: one of them is given twice');
  assert.is(remark!.range!.line, 2);
});

const comment = fc.constantFrom('', ' # one', '   # two', ' # a: b');
const above = fc.constantFrom('', '', '    # above\n', '\n', '    # x\n    # y\n', '  # less\n');
const entry = fc.constantFrom(
  (c: string) => `    mem_limit: 64M${c}\n`,
  (c: string) => `    mem_limit: "\${M:-64M}"${c}\n`,
  (c: string) => `    cpus: 0.5${c}\n`,
  (c: string) => `    cpus: &c '0.50'${c}\n`,
  (c: string) => `    pids_limit: 010${c}\n`,
  (c: string) => `    pids_limit: -1${c}\n`,
  (c: string) => `    deploy: {resources: {limits: {memory: 64m}}}${c}\n`,
  (c: string) =>
    `    deploy:${c}\n      resources:\n        # r\n        limits:${c}\n          pids: 7${c}\n          cpus: "1"\n`,
  (c: string) => `    limits: {cpu_weight: 5}${c}\n`,
  (c: string) => `    limits:${c}\n        swap: 0\n\n        # end\n`,
  (c: string) => `    limits: {}${c}\n`,
  (c: string) => `    tty: true${c}\n`,
  (c: string) => `    user: "1000"${c}\n`,
);
const container = fc
  .uniqueArray(fc.tuple(above, entry, comment), {
    maxLength: 6,
    selector: ([, each]) => /\w+/.exec(each(''))![0],
  })
  .map(entries => entries.map(([lead, each, tail]) => lead + each(tail)).join(''));
const spec = fc
  .tuple(
    fc.constantFrom('services', 'containers'),
    fc.array(container, { minLength: 1, maxLength: 3 }),
    fc.boolean(),
  )
  .map(([section, containers, crlf]) => {
    const body = containers
      .map((each, index) => `  c${index}:\n    rootfs: host\n    command: [a]\n${each}`)
      .join('');
    const text = `# top\n${section}:\n${body}`;
    return crlf ? text.replaceAll('\n', '\r\n') : text;
  });

test('the model stays the same, no comment is lost, and a second run changes nothing', async () => {
  let loaded = 0;
  await fc.assert(
    fc.asyncProperty(spec, async text => {
      const before = await loadText(text);
      const after = upgraded(text);
      const now = await loadText(after);
      assert.is(now.ok, before.ok, after);
      assert.is(upgraded(after), after);
      assert.ok(hasTheSameComments(text, after), `${text}\n=>\n${after}`);
      if (!before.ok || !now.ok) return;
      loaded += 1;
      assert.equal({ ...now.project, positions: {} }, { ...before.project, positions: {} });
    }),
    { numRuns: 400, seed: 20261123 },
  );
  assert.ok(loaded > 80, `only ${loaded} loaded`);
});

test.run();
