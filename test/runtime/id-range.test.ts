import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { chooseIdRanges, rangeSize } from '../../src/runtime/id-range.js';

test('ranges are disjoint, avoid what others have, and never hold the host root', () => {
  const name = fc.string({ minLength: 1, maxLength: 8 });
  const occupied = fc.array(
    fc.record({ first: fc.integer({ min: 0, max: 3_000_000 }), size: fc.constant(65_536) }),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 40 }), occupied, (names, others) => {
      const chosen = chooseIdRanges(names, {}, others);
      const firsts = names.map(each => chosen[each]!).sort((left, right) => left - right);
      firsts.forEach((first, index) => {
        assert.ok(first > 0);
        assert.ok(index === 0 || first - firsts[index - 1]! >= rangeSize);
        for (const other of others)
          assert.ok(first + rangeSize <= other.first || other.first + other.size <= first);
      });
    }),
    { numRuns: 500, seed: 1 },
  );
});

test('a container keeps its range when others come and go', () => {
  const before = chooseIdRanges(['a', 'b', 'c'], {}, []);
  const after = chooseIdRanges(['c', 'd'], before, []);
  assert.is(after['c'], before['c']);
  assert.is.not(after['d'], after['c']);
});

test.run();
