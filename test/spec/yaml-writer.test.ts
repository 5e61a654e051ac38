// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of the spec, not of TypeScript
/** What the YAML writer writes is read as the same data. */
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseSpec } from '../../src/spec/parse/parse.js';
import { formatYaml, type YamlValue } from '../../src/spec/print/yaml.js';
import { plain } from '../../src/translate/tree.js';

const words = fc.constantFrom(
  'no',
  '1.10',
  '010',
  '~',
  '- a',
  'a: b',
  '#',
  '&a',
  '*a',
  '!x',
  '"',
  "'",
  '${A:-b}',
  '\n',
  '\t',
  '<<',
  '0x10',
  '1e3',
  'null',
  ' ',
  '',
);
const { value } = fc.letrec(tie => ({
  value: fc.oneof(
    { maxDepth: 4 },
    words,
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.oneof(words, fc.string()), tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));
const mapping = fc.dictionary(fc.oneof(words, fc.string()), value, { noNullPrototype: true });

test('data that is written and read is the same, with its keys in their order', () => {
  fc.assert(
    fc.property(mapping, data => {
      fc.pre(!/"(__proto__|constructor|prototype)":/.test(JSON.stringify(data)));
      const written = formatYaml(data as Record<string, YamlValue>);
      assert.is(JSON.stringify(plain(parseSpec(written, 'written'))), JSON.stringify(data), written);
    }),
    { numRuns: 1000, seed: 20261123 },
  );
});

test('an empty mapping in a list stays a mapping of its own', () => {
  assert.is(formatYaml({ a: [{}, { b: 1 }, [], [{}]] }), 'a:\n  - {}\n  - b: 1\n  - []\n  -\n    - {}\n');
});

test.run();
