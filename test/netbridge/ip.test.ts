import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { batchLine } from '../../src/netbridge/batch.js';
import { parseFailures } from '../../src/netbridge/ip.js';

test('a word with a blank, newline, quote, comment or backslash never enters a batch', () => {
  for (const word of ['a b', 'a\nb', 'a"b', "a'b", 'a#b', 'a\\', '', 'ä', 'a\0']) {
    assert.throws(() => batchLine('link', word), /not a word/);
  }
});

test('whatever enters a batch comes out as the same words on one line', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1 }), words => {
      let line: string;
      try {
        line = batchLine(...words);
      } catch {
        return;
      }
      assert.equal(line.split(' '), words);
      assert.is(line.split('\n').length, 1);
    }),
    { numRuns: 2000, seed: 1 },
  );
});

test('each failed line of a batch becomes a problem of its own, with the line and the errno', () => {
  const lines = ['link add name br0 type bridge', 'link set dev x up', 'link set dev y up'];
  const failures = parseFailures(
    'RTNETLINK answers: File exists\nCommand failed -:1\nCannot find device "y"\nCommand failed -:3\n',
    lines,
  );
  assert.equal(
    failures.map(each => [each.line, each.problem.kernel?.errno, each.problem.kernel?.call]),
    [
      [0, 'EEXIST', 'ip link add name br0 type bridge'],
      [2, 'ENODEV', 'ip link set dev y up'],
    ],
  );
});

test.run();
