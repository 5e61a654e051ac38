/** Laws of merging, over generated specs of all kinds of keys. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Findings } from '../../../src/spec/findings.js';
import { merge } from '../../../src/spec/merge/merge.js';
import { settle } from '../../../src/spec/merge/settle.js';
import type { SpecNode } from '../../../src/spec/node.js';
import { plain } from './nodes.js';

const test = suite('laws of merging');
const runs = 5_000;
const seed = 20261123;

const word = fc.constantFrom('a', 'b', 'c');
const list = (item: fc.Arbitrary<string>) => fc.array(item, { maxLength: 3 });
const pairList = list(fc.constantFrom('A=1', 'A=2', 'B=1', 'C'));
const pairMap = fc.dictionary(fc.constantFrom('A', 'B', 'C'), fc.constantFrom('1', '2', null), {
  maxKeys: 3,
});
const tag = fc.option(fc.constantFrom('reset' as const, 'override' as const), { nil: undefined, freq: 8 });

/** A value with its tag. */
interface Tagged {
  tag: 'reset' | 'override' | undefined;
  value: unknown;
}
const tagged = (value: fc.Arbitrary<unknown>): fc.Arbitrary<Tagged> => fc.record({ tag, value });

const container = fc.record(
  {
    hostname: tagged(fc.oneof(word, fc.constant(null))),
    command: tagged(fc.oneof(word, list(word))),
    environment: tagged(fc.oneof(pairList, pairMap)),
    labels: tagged(fc.oneof(pairList, pairMap)),
    ports: tagged(list(fc.constantFrom('80:80', '80:80/udp', '127.0.0.1:80:80'))),
    volumes: tagged(list(fc.constantFrom('a:/x', 'b:/x', './c:/y:ro'))),
    tmpfs: tagged(fc.oneof(fc.constantFrom('/x', '/x:size=1'), list(fc.constantFrom('/x', '/y')))),
    cap_add: tagged(list(word)),
    group_add: tagged(list(word)),
    extra_hosts: tagged(list(fc.constantFrom('a=1.1.1.1', 'a=2.2.2.2', 'b=1.1.1.1'))),
    depends_on: tagged(
      fc.oneof(
        fc.uniqueArray(word, { maxLength: 2 }),
        fc.dictionary(word, fc.constant({ condition: 'healthy' })),
      ),
    ),
    networks: tagged(
      fc.oneof(
        fc.uniqueArray(word, { maxLength: 2 }),
        fc.dictionary(word, fc.oneof(fc.constant(null), fc.constant({ mtu: 1400 }))),
      ),
    ),
    limits: tagged(fc.record({ pids: fc.nat(9), memory: word }, { requiredKeys: [] })),
  },
  { requiredKeys: [] },
);
const spec = fc.record(
  {
    containers: fc.dictionary(fc.constantFrom('web', 'db'), container, { maxKeys: 2 }),
    links: fc.array(fc.constantFrom(['web:a', 'db:b'], ['db:b', 'web:a'], ['web:c', 'db:c']), {
      maxLength: 2,
    }),
    'x-a': fc.dictionary(word, fc.nat(9)),
  },
  { requiredKeys: [] },
);

/** As the parser would give it; the parser is too slow for twenty thousand files. */
function node(value: unknown): SpecNode {
  const range = { file: 'a.yaml', line: 1, column: 1 };
  if (Array.isArray(value)) return { kind: 'sequence', items: value.map(node), range };
  if (value === null || typeof value !== 'object') {
    return { kind: 'scalar', value: value as string | number | null, source: String(value ?? ''), range };
  }
  if ('tag' in value) {
    const { tag, value: inner } = value as Tagged;
    return tag === undefined ? node(inner) : { ...node(inner), tag };
  }
  const entries = Object.entries(value).map(
    ([key, each]) => [key, { key: range, value: node(each) }] as const,
  );
  return { kind: 'mapping', entries: new Map(entries), range };
}

/** Undefined when the files contradict each other, which no law is about. */
function laid(...nodes: SpecNode[]): SpecNode | undefined {
  const findings = new Findings();
  const result = nodes.reduce((base, later) => merge(base, later, findings));
  return findings.failed ? undefined : result;
}

const said = (node: SpecNode | undefined) => node && plain(settle(node));

test('merging is associative', () => {
  fc.assert(
    fc.property(spec, spec, spec, (first, second, third) => {
      const [a, b, c] = [node(first), node(second), node(third)] as const;
      const [ab, bc] = [laid(a, b), laid(b, c)];
      if (!ab || !bc) return;
      const [left, right] = [laid(ab, c), laid(a, bc)];
      if (left && right) assert.equal(said(left), said(right));
    }),
    { numRuns: runs, seed },
  );
});

test('merging with an empty file changes nothing, on either side', () => {
  fc.assert(
    fc.property(spec, value => {
      const [given, empty] = [node(value), node({})];
      assert.equal(said(laid(given, empty)), said(given));
      assert.equal(said(laid(empty, given)), said(given));
    }),
    { numRuns: runs, seed },
  );
});

test('merging changes neither of the two', () => {
  fc.assert(
    fc.property(spec, spec, (first, second) => {
      const [a, b] = [node(first), node(second)] as const;
      const before = [plain(a), plain(b)];
      laid(a, b);
      assert.equal([plain(a), plain(b)], before);
    }),
    { numRuns: 500, seed },
  );
});

test('files that name different containers may be laid one over the other in any order', () => {
  fc.assert(
    fc.property(container, container, (web, db) => {
      const a = node({ containers: { web } });
      const b = node({ containers: { db } });
      assert.equal(said(laid(a, b)), said(laid(b, a)));
    }),
    { numRuns: runs, seed },
  );
});

test.run();
