import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SpecFailure } from '../../../src/spec/diagnostic.js';
import { atomsOf } from '../../../src/spec/edit/atoms.js';
import { deleteValue, setValue } from '../../../src/spec/edit/set.js';
import type { SpecNode } from '../../../src/spec/node.js';
import { parseSpec } from '../../../src/spec/parse/parse.js';
import { GrammarError } from '../../../src/spec/values/grammar-error.js';
import { yamlText } from './yaml-texts.js';

type Row = [what: string, before: string, path: string, value: string | null, after: string];

const rows: Row[] = [
  [
    'a scalar',
    'containers:\n  web:\n    limits: {memory: 64M} # why\n',
    'web.limits.memory',
    '512M',
    'containers:\n  web:\n    limits: {memory: 512M} # why\n',
  ],
  ['a scalar before a comment', 'name: lab   # the name\n', 'name', 'shop', 'name: shop   # the name\n'],
  [
    'double quotes stay',
    'services:\n  a:\n    user: "1000"\n',
    'a.user',
    'www',
    'services:\n  a:\n    user: "www"\n',
  ],
  ['single quotes stay', "name: 'lab'\n", 'name', 'shop', "name: 'shop'\n"],
  ['a number where quotes were', 'x-a: "1"\n', 'x-a', '2', 'x-a: 2\n'],
  [
    'line endings stay',
    'name: a\r\ncontainers:\r\n  w:\r\n    tty: true\r\n',
    'w.scale',
    '2',
    'name: a\r\ncontainers:\r\n  w:\r\n    tty: true\r\n    scale: 2\r\n',
  ],
  [
    'a new key goes to the end of its mapping',
    'containers:\n  a:\n    rootfs: host # r\n    # tty: true\n\n  b:\n    rootfs: host\n',
    'a.scale',
    '2',
    'containers:\n  a:\n    rootfs: host # r\n    # tty: true\n    scale: 2\n\n  b:\n    rootfs: host\n',
  ],
  [
    'behind a nested mapping',
    'containers:\n  a:\n    limits:\n      pids: 5\nname: x\n',
    'a.scale',
    '2',
    'containers:\n  a:\n    limits:\n      pids: 5\n    scale: 2\nname: x\n',
  ],
  [
    'with the indentation of the file',
    'containers:\n    a:\n        rootfs: host\n',
    'a.limits.memory',
    '1G',
    'containers:\n    a:\n        rootfs: host\n        limits:\n            memory: 1G\n',
  ],
  [
    'without a last line break',
    'containers:\n  a:\n    rootfs: host',
    'a.scale',
    '2',
    'containers:\n  a:\n    rootfs: host\n    scale: 2\n',
  ],
  [
    'in brackets',
    'containers: {a: {rootfs: host}}\n',
    'a.limits.memory',
    '1G',
    'containers: {a: {rootfs: host, limits: {memory: 1G}}}\n',
  ],
  ['in empty brackets', 'containers:\n  a: { }\n', 'a.scale', '2', 'containers:\n  a: {scale: 2}\n'],
  [
    'behind a last comma',
    'containers:\n  a: {tty: true,}\n',
    'a.scale',
    '2',
    'containers:\n  a: {tty: true, scale: 2}\n',
  ],
  [
    'in brackets on several lines',
    'containers:\n  a: {\n      tty: true, # t\n      user: x # u\n    }\n',
    'a.scale',
    '2',
    'containers:\n  a: {\n      tty: true, # t\n      user: x, # u\n      scale: 2\n    }\n',
  ],
  [
    'in brackets on several lines with a last comma',
    'containers:\n  a: {\n      tty: true, # t\n    }\n',
    'a.scale',
    '2',
    'containers:\n  a: {\n      tty: true, # t\n      scale: 2,\n    }\n',
  ],
  [
    'where nothing was',
    'containers:\n  a: # nothing yet\n  b:\n',
    'a.rootfs',
    'host',
    'containers:\n  a: # nothing yet\n    rootfs: host\n  b:\n',
  ],
  [
    'where null was',
    'containers:\n  a: ~ # nothing\n',
    'a.limits.pids',
    '5',
    'containers:\n  a: {limits: {pids: 5}} # nothing\n',
  ],
  [
    'a key without colon in brackets',
    'containers: {a, b: }\n',
    'a.scale',
    '1',
    'containers: {a: {scale: 1}, b: }\n',
  ],
  [
    'an empty value in brackets',
    'containers: {a, b: }\n',
    'b.scale',
    '1',
    'containers: {a, b: {scale: 1} }\n',
  ],
  [
    'in an empty file',
    '# nothing\n',
    'containers.a.rootfs',
    'host',
    '# nothing\ncontainers:\n  a:\n    rootfs: host\n',
  ],
  ['in a file of no bytes', '', 'name', 'lab', 'name: lab\n'],
  [
    'a key with points',
    'containers:\n  a:\n    labels: {x: y}\n',
    'a.labels."a.b"',
    'c',
    'containers:\n  a:\n    labels: {x: y, a.b: c}\n',
  ],
  [
    'a key that is a number is no index',
    'containers:\n  a:\n',
    'a.labels."0"',
    'c',
    'containers:\n  a:\n    labels:\n      "0": c\n',
  ],
  [
    'an item of a list',
    'containers:\n  a:\n    ports: ["80:80", "81:81"]\n',
    'a.ports.1',
    '82:81',
    'containers:\n  a:\n    ports: ["80:80", "82:81"]\n',
  ],
  [
    'the end of a list in brackets',
    'containers:\n  a:\n    ports: ["80:80"]\n',
    'a.ports.-',
    '81:81',
    'containers:\n  a:\n    ports: ["80:80", "81:81"]\n',
  ],
  [
    'the end of a list in lines',
    'containers:\n  a:\n    ports:\n    - "80:80" # web\n    tty: true\n',
    'a.ports.-',
    '81:81',
    'containers:\n  a:\n    ports:\n    - "80:80" # web\n    - "81:81"\n    tty: true\n',
  ],
  [
    'a mapping at the end of a list',
    'containers:\n  a:\n    ports:\n      - target: 80\n',
    'a.ports.-.target',
    '81',
    'containers:\n  a:\n    ports:\n      - target: 80\n      - {target: 81}\n',
  ],
  [
    'a key in an item',
    'containers:\n  a:\n    ports:\n      - target: 80\n      - target: 81\n',
    'a.ports.0.protocol',
    'udp',
    'containers:\n  a:\n    ports:\n      - target: 80\n        protocol: udp\n      - target: 81\n',
  ],
  [
    'a list that is not there',
    'containers:\n  a:\n    tty: true\n',
    'a.ports.-',
    '80:80',
    'containers:\n  a:\n    tty: true\n    ports: ["80:80"]\n',
  ],
  [
    'a list where the key is empty',
    'containers:\n  a:\n    ports: # none\n',
    'a.ports.0',
    '80:80',
    'containers:\n  a:\n    ports: ["80:80"] # none\n',
  ],
  [
    'a list as a value',
    'containers:\n  a:\n    command: [a, b]\n',
    'a.command',
    '[sleep, infinity]',
    'containers:\n  a:\n    command: [sleep, infinity]\n',
  ],
  [
    'a scalar for a block',
    'containers:\n  a:\n    command: # c\n      - a # 1\n      - b\n    tty: true\n',
    'a.command',
    'sleep 5',
    'containers:\n  a:\n    command: sleep 5 # c\n    tty: true\n',
  ],
  [
    'a scalar for a mapping in a list',
    'x-l:\n  - a: 1\n    b: 2\n  - c\n',
    'x-l.0',
    'z',
    'x-l:\n  - z\n  - c\n',
  ],
  [
    'a scalar for a text in lines',
    'x-a: | # t\n  one\n\n  two\n\nname: b\n',
    'x-a',
    'c',
    'x-a: c # t\n\nname: b\n',
  ],
  ['a scalar for a folded text', 'x-a: one\n  two\nname: b\n', 'x-a', 'c', 'x-a: c\nname: b\n'],
  ['a value behind an anchor', 'x-a: &m 5\n', 'x-a', '6', 'x-a: &m 6\n'],
  [
    'an alias is replaced',
    'x-a: &m 5\ncontainers:\n  a:\n    scale: *m\n',
    'a.scale',
    '6',
    'x-a: &m 5\ncontainers:\n  a:\n    scale: 6\n',
  ],
  [
    'a merged key becomes the own',
    'x-a: &m {tty: true}\ncontainers:\n  a:\n    <<: *m\n',
    'a.tty',
    'false',
    'x-a: &m {tty: true}\ncontainers:\n  a:\n    <<: *m\n    tty: false\n',
  ],
  [
    'a merged mapping is copied',
    'x-a: &m\n  limits:\n    pids: 010 # p\n    memory: 1G\ncontainers:\n  a:\n    <<: *m\n',
    'a.limits.memory',
    '2G',
    'x-a: &m\n  limits:\n    pids: 010 # p\n    memory: 1G\ncontainers:\n  a:\n    <<: *m\n    limits: {pids: 010, memory: 2G}\n',
  ],
  [
    'services under the other name',
    'services:\n  a:\n    tty: true\n',
    'containers.a.tty',
    'false',
    'services:\n  a:\n    tty: false\n',
  ],
  [
    'a text that needs quotes',
    'containers:\n  a:\n',
    'a.hostname',
    '"a: b"',
    'containers:\n  a:\n    hostname: "a: b"\n',
  ],
  [
    'an empty text',
    'containers:\n  a:\n',
    'a.environment.X',
    '',
    'containers:\n  a:\n    environment:\n      X: ""\n',
  ],
  [
    'delete a key',
    'containers:\n  a:\n    tty: true # t\n    user: x\n',
    'a.tty',
    null,
    'containers:\n  a:\n    user: x\n',
  ],
  [
    'delete a mapping',
    'containers:\n  # about a\n  a:\n    tty: true\n\n    user: x\n\n  b:\n',
    'containers.a',
    null,
    'containers:\n  # about a\n\n  b:\n',
  ],
  [
    'delete the last key',
    'containers:\n  a:\n    limits:\n      pids: 5 # p\n    tty: true\n',
    'a.limits.pids',
    null,
    'containers:\n  a:\n    limits: {}\n    tty: true\n',
  ],
  ['delete the first in brackets', 'x-a: {b: 1, c: 2, d: 3}\n', 'x-a.b', null, 'x-a: {c: 2, d: 3}\n'],
  ['delete the last in brackets', 'x-a: {b: 1, c: 2}\n', 'x-a.c', null, 'x-a: {b: 1}\n'],
  ['delete the only one in brackets', 'x-a: {b: 1}\n', 'x-a.b', null, 'x-a: {}\n'],
  [
    'delete between comments in brackets',
    'x-a: [\n    1, # one\n    2, # two\n    3\n  ]\n',
    'x-a.1',
    null,
    'x-a: [\n    1, # one\n     # two\n    3\n  ]\n',
  ],
  ['delete an item', 'x-a:\n  - 1 # one\n  - 2\n', 'x-a.0', null, 'x-a:\n  - 2\n'],
  ['delete the first key of an item', 'x-a:\n  - b: 1\n    c: 2\n', 'x-a.0.b', null, 'x-a:\n  - c: 2\n'],
  ['delete the only key of an item', 'x-a:\n  - b: 1\n', 'x-a.0.b', null, 'x-a:\n  - {}\n'],
  ['delete a text in lines', 'x-a:\n  b: |\n    t\n\n    u\n  c: 1\n', 'x-a.b', null, 'x-a:\n  c: 1\n'],
  ['delete what is not there', 'x-a: 1\n', 'x-b.c', null, 'x-a: 1\n'],
];

for (const [what, before, path, value, after] of rows) {
  test(what, () => {
    const { text } =
      value === null ? deleteValue(before, 'spec.yaml', path) : setValue(before, 'spec.yaml', path, value);
    assert.is(text, after);
  });
}

const refused: [what: string, before: string, path: string, value: string | null, message: RegExp][] = [
  [
    'a path through an alias',
    'x-a: &m {pids: 1}\ncontainers:\n  a:\n    limits: *m\n',
    'a.limits.pids',
    '2',
    /is the alias \*m.*&m on line 1/,
  ],
  ['a path through a text', 'name: a\n', 'name.b', '2', /is a single value/],
  ['an item that is not there', 'x-a: [1]\n', 'x-a.3', '2', /list of 1 item/],
  ['a key in a list', 'x-a: [1]\n', 'x-a.b', '2', /list of 1 item/],
  [
    'an unknown container',
    'containers:\n  web:\n',
    'wbe.tty',
    'true',
    /neither a container.*did you mean "web"/,
  ],
  ['a value that is no YAML', 'name: a\n', 'name', '[a', /not a value in YAML/],
  ['a mapping without brackets', 'name: a\n', 'name', 'a: b', /without brackets/],
  ['an alias as a value', 'x-a: &b 1\n', 'name', '*b', /not a value in YAML|more than a value/],
  ['a comment in a value', 'name: a\n', 'name', 'b # c', /more than a value/],
  ['an empty step', 'name: a\n', 'name..b', 'b', /not a path/],
  ['a value with a tag', 'name: !!str a\n', 'name', 'b', /has the tag/],
  [
    'deleting what comes by a merge',
    'x-a: &m {tty: true}\ncontainers:\n  a:\n    <<: *m\n',
    'a.tty',
    null,
    /comes by `<<` from line 1/,
  ],
];

for (const [what, before, path, value, message] of refused) {
  test(`refused: ${what}`, () => {
    assert.throws(
      () =>
        value === null ? deleteValue(before, 'spec.yaml', path) : setValue(before, 'spec.yaml', path, value),
      (error: Error) =>
        (error instanceof GrammarError || error instanceof SpecFailure) && message.test(error.message),
    );
  });
}

test('what others share is told', () => {
  const text = 'containers:\n  a: &a\n    tty: true\n  b:\n    <<: *a\n';
  assert.match(setValue(text, 'spec.yaml', 'a.tty', 'false').remarks[0]!.message, 'used on line 5');
  assert.match(setValue(text, 'spec.yaml', 'b.tty', 'false').remarks[0]!.message, 'came by `<<` from line 3');
});

type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain };

function plain(node: SpecNode): Plain {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'sequence') return node.items.map(plain);
  return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, plain(value)]));
}

/** Every path below the root, with what stands there. */
function pathsIn(value: Plain, path: string[] = []): string[][] {
  if (value === null || typeof value !== 'object') return [path];
  const keys = Array.isArray(value)
    ? value.map((_, index) => String(index))
    : Object.keys(value).map(key => `"${key}"`);
  return [
    ...(path.length > 0 ? [path] : []),
    ...keys.flatMap(key =>
      pathsIn((value as Record<string, Plain>)[key.replaceAll('"', '')]!, [...path, key]),
    ),
  ];
}

/** Changes the copy of a tree; `undefined` deletes. */
function change(root: Plain, path: string[], value: Plain | undefined): Plain {
  const copy = structuredClone(root);
  let at = copy as Record<string, Plain>;
  for (const step of path.slice(0, -1)) at = at[step.replaceAll('"', '')] as Record<string, Plain>;
  const last = path.at(-1)!.replaceAll('"', '');
  if (value !== undefined) at[last] = value;
  else if (Array.isArray(at)) at.splice(Number(last), 1);
  else delete at[last];
  return copy;
}

const commentsOf = (text: string): string[] =>
  atomsOf(text.replaceAll('\r\n', '\n')).flatMap(({ kind, text: each }) =>
    kind === 'comment' ? [each.trimEnd()] : [],
  );

const parsed = (text: string): Plain => plain(parseSpec(text, 'spec.yaml'));

/** Calls `check` with texts that are well-formed and one of their paths. */
function forPaths(check: (text: string, tree: Plain, path: string[], seed: number) => void): void {
  let tried = 0;
  fc.assert(
    fc.property(yamlText, fc.nat(), (text, seed) => {
      let tree: Plain;
      try {
        tree = parsed(text);
      } catch {
        return;
      }
      const paths = pathsIn(tree);
      const path = paths[seed % paths.length]!;
      try {
        check(text, tree, path, seed);
        tried += 1;
      } catch (error) {
        if (!(error instanceof SpecFailure && /has the tag|single value|is a list of/.test(error.message)))
          throw error;
      }
    }),
    { numRuns: 2000, interruptAfterTimeLimit: 20_000 },
  );
  assert.ok(tried > 200, `only ${tried} tried`);
}

test('any value of any text can be set, and nothing else changes', () => {
  forPaths((text, tree, path, seed) => {
    const [value, meant] = (
      [
        ['7', 7],
        ['a, b', 'a, b'],
        ['[x, {y: 1}]', ['x', { y: 1 }]],
      ] as const
    )[seed % 3]!;
    const edited = setValue(text, 'spec.yaml', path.join('.'), value).text;
    assert.equal(parsed(edited), change(tree, path, meant as Plain), edited);
  });
});

test('a key can be added to any mapping, and lines are only added', () => {
  forPaths((text, tree, path, seed) => {
    const steps = seed % 2 === 0 ? ['"new"'] : ['"new"', '"deeper"'];
    const edited = setValue(text, 'spec.yaml', [...path, ...steps].join('.'), '7').text;
    const holder = [...path, '"new"'];
    const base = path.reduce<Plain>(
      (at, step) => (at as Record<string, Plain>)[step.replaceAll('"', '')]!,
      tree,
    );
    const start = base === null ? change(tree, path, {}) : tree;
    assert.equal(parsed(edited), change(start, holder, steps.length === 1 ? 7 : { deeper: 7 }), edited);
    assert.equal(commentsOf(edited), commentsOf(text));
  });
});

test('any value of any text can be deleted', () => {
  forPaths((text, tree, path) => {
    const edited = deleteValue(text, 'spec.yaml', path.join('.')).text;
    const isEmpty =
      parsed(edited) === null || (Object.keys(tree as object).length === 1 && path.length === 1);
    if (isEmpty) return;
    assert.equal(parsed(edited), change(tree, path, undefined), edited);
  });
});

test.run();
