// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of the spec, not of TypeScript
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { errorsOf, loadText, web } from './specs.js';

const bombs: [name: string, text: string, message: RegExp][] = [
  ['100,000 open brackets', '['.repeat(100_000), /./],
  ['100 open brackets', `x-a: ${'['.repeat(100)}${']'.repeat(100)}`, /nested deeper than 64/],
  ['1,000 nested flow maps', '{a: '.repeat(1000) + '}'.repeat(1000), /./],
  [
    '100 nested block maps',
    Array.from({ length: 100 }, (_, index) => `${' '.repeat(index)}a:`).join('\n'),
    /deeper/,
  ],
  ['a million keys', Array.from({ length: 1_000_000 }, () => 'a:').join('\n'), /more than 200,000 lines/],
  ['a scalar of 10 MB', `x-a: ${'a'.repeat(10_000_000)}`, /larger than 4 MiB/],
  ['a quadratic bomb', `x-a: &a [${'1,'.repeat(2000)}]\nx-b: [${'*a,'.repeat(2000)}]`, /excessive aliasing/],
  ['an alias of itself', 'x-a: &a [*a]', /contains itself/],
  ['an alias without anchor', 'x-a: *nothing', /anchor|alias/i],
  [
    'deep aliases',
    Array.from({ length: 80 }, (_, index) => `x-${index}: &a${index} [${index ? `*a${index - 1}` : 1}]`).join(
      '\n',
    ),
    /deeper/,
  ],
  ['two documents', 'containers: {}\n---\ncontainers: {}\n', /second document/],
];
// The first load compiles the loader itself.
test.before(async () => {
  await loadText('containers: {}');
});

for (const [name, text, message] of bombs) {
  test(`${name} is refused in less than half a second`, async () => {
    const started = performance.now();
    const [first] = await errorsOf(text);
    assert.ok(performance.now() - started < 500, `${performance.now() - started} ms`);
    assert.match(first!.message, message);
    assert.ok(first!.range!.line >= 1);
  });
}

for (const key of ['__proto__', 'constructor', 'prototype']) {
  for (const text of [
    `${key}: {polluted: true}`,
    `networks: {${key}: {polluted: true}}`,
    `x-a: &a {${key}: {polluted: true}}\ncontainers: {web: {<<: *a}}`,
    `containers: {web: {environment: {${key}: x}}}`,
  ]) {
    test(`the key ${key} in ${JSON.stringify(text)} is refused`, async () => {
      assert.is((await errorsOf(text))[0]!.code, 'forbidden-key');
      assert.is(({} as Record<string, unknown>)['polluted'], undefined);
    });
  }
}

test('a variable with the looks of YAML stays one text', async () => {
  const result = await loadText(web('labels: {a: "$VAR"}'), {
    environment: { VAR: 'x"}\n- privileged: true' },
  });
  assert.ok(result.ok && result.project.containers[0]!.labels['a'] === 'x"}\n- privileged: true');
});

test('names of members of Object are unknown names like any other', async () => {
  const [error] = await errorsOf(web('networks: [toString]'));
  assert.match(error!.message, /unknown network "toString"/);
  assert.match((await errorsOf('hasOwnProperty: 1'))[0]!.message, /unknown key "hasOwnProperty"/);
});

test('any bytes give a result, never an exception', async () => {
  const pieces = fc.constantFrom(
    'containers:',
    'networks:',
    ' web:',
    '  rootfs: host',
    '  command: [a]',
    '\n',
    '  ',
    '- ',
    '{',
    '}',
    '[',
    ']',
    '&a ',
    '*a',
    '<<: ',
    '"',
    "'",
    '|',
    '>',
    '#',
    '!x ',
    '? ',
    ': ',
    ', ',
    '$',
    '${X',
    '\t',
    '%',
    '\u0000',
    '\u202e',
    '1',
    'null',
    '---',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(pieces, { maxLength: 40 }), async parts => {
      const result = await loadText(parts.join(''));
      assert.ok(result.ok || result.diagnostics.length > 0);
    }),
    { numRuns: 1500, seed: 20261123 },
  );
});

test('Object.prototype is what it was', () => {
  assert.equal(Object.keys(Object.prototype), []);
  assert.is(({} as Record<string, unknown>)['polluted'], undefined);
});

test.run();
