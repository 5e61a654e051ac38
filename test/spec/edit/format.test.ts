import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { format } from '../../../src/spec/edit/format.js';
import { saysTheSame } from '../../../src/spec/edit/same.js';
import { parseSpec } from '../../../src/spec/parse/parse.js';
import { yamlText } from './yaml-texts.js';

function isWellFormed(text: string): boolean {
  try {
    parseSpec(text, 'spec.yaml');
    return true;
  } catch {
    return false;
  }
}

/** Everything but white space, without the order of nothing changed. */
const written = (text: string): string => text.replaceAll(/\s/g, '');

test('whatever is well-formed keeps its meaning, comments and every character but blanks, and is final after one run', () => {
  let tried = 0;
  fc.assert(
    fc.property(yamlText, text => {
      if (!isWellFormed(text)) return;
      tried += 1;
      const formatted = format(text);
      assert.ok(saysTheSame(text, formatted), `${text}\n=>\n${formatted}`);
      assert.is(format(formatted), formatted, text);
      assert.is(written(formatted), written(text));
    }),
    { numRuns: 1500, seed: 20261123 },
  );
  assert.ok(tried > 500, `only ${tried} texts were well-formed`);
});

const rows: [what: string, before: string, after: string][] = [
  ['indentation', 'a:\n    b:\n       c: 1\n', 'a:\n  b:\n    c: 1\n'],
  ['lists further in than their key', 'a:\n- b\n-   c: 1\n    d: 2\n', 'a:\n  - b\n  - c: 1\n    d: 2\n'],
  ['blanks around a colon', 'a :   1\nb:\t2\n', 'a: 1\nb: 2\n'],
  ['an alias as a key keeps its blank', 'a: &x k\n*x : 2\n', 'a: &x k\n*x : 2\n'],
  ['brackets', 'a: [ 1,2 ,{ b : 1 ,c: {} } ]\n', 'a: [1, 2, {b: 1, c: {}}]\n'],
  [
    'brackets on several lines',
    'a: [\n1,\n      {b: 1,\n c: 2 }\n  ]\n'.replace('[\n1', '[\n 1'),
    'a: [\n    1,\n    {b: 1,\n      c: 2}\n  ]\n',
  ],
  ['blank lines', '\n\na: 1\n\n\n\nb: 2   \n\n\n', 'a: 1\n\nb: 2\n'],
  ['no line break at the end', 'a: 1', 'a: 1\n'],
  [
    'comments keep their column',
    'a:\n    b: 1        # one\n    cc:   2      # two\n',
    'a:\n  b: 1          # one\n  cc: 2          # two\n'.replace('b: 1          #', 'b: 1          #'),
  ],
  ['comments go with what follows', 'a:\n    # b\n    b: 1\n# c\nc: 2\n', 'a:\n  # b\n  b: 1\n# c\nc: 2\n'],
  ['tabs in comments', 'a: 1 #\tx\ty\t\n', 'a: 1 #\tx\ty\n'],
  [
    'texts in lines',
    'a:\n     b: |\n          x\n\n\n            y  \n     c: 1\n',
    'a:\n  b: |\n    x\n\n\n      y  \n  c: 1\n',
  ],
  ['line endings', 'a:\r\n    b:   1\r\n', 'a:\r\n  b: 1\r\n'],
  ['long lines', `a: ${'x '.repeat(200)}y\n`, `a: ${'x '.repeat(200)}y\n`],
  ['anchors and merges', 'a: &a   {b: 1}\nc:\n   <<:   *a\n', 'a: &a {b: 1}\nc:\n  <<: *a\n'],
  ['nothing', '', ''],
];

for (const [what, before, after] of rows) {
  test(what, () => {
    assert.is(format(before), after);
    assert.is(format(after), after);
  });
}

test('the example is laid out already, and every spec of the tests keeps its meaning', () => {
  const example = readFileSync('lxc-compose.yaml.example', 'utf8');
  assert.is(format(example), example);
  let tried = 0;
  for (const name of readdirSync('fixtures/specs')) {
    const text = readFileSync(`fixtures/specs/${name}/spec.yaml`, 'utf8');
    if (!isWellFormed(text)) continue;
    tried += 1;
    assert.ok(saysTheSame(text, format(text)), name);
    assert.is(format(format(text)), format(text), name);
  }
  assert.ok(tried > 5);
});

test('a change of a value or a comment is not taken for the same', () => {
  assert.not.ok(saysTheSame('a: 1\n', 'a: 2\n'));
  assert.not.ok(saysTheSame('a: 1 # b\n', 'a: 1\n'));
  assert.not.ok(saysTheSame('a: 1\nb: 2\n', 'b: 2\na: 1\n'));
});

test.run();
