/** YAML's scalars at places of three kinds: none changes its meaning silently. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { containerOf, errorsOf, loadText, web } from './specs.js';

const words =
  'y Y n N yes Yes YES no No NO on On ON off Off OFF true True TRUE false False FALSE null Null NULL ~ none';
const numbers =
  '0 1 -1 +1 00 010 0o17 0x1F 0b101 1_000 1,000 1.0 1.10 .5 5. 1e3 1E3 -1e-3 +.5 1.5e+3 .inf -.inf .Inf .nan .NaN NaN Infinity -0 0.0 123456789012345678901234567890 0x 0o9 1e 1e400 9007199254740993 --1 1-2 1/2';
const times = '22:22 1:30:00 12:30 2001-12-14 2001-12-14t21:59:43.10-05:00 2001-12-14 20:00 10s 1m30s 1h';
const texts =
  'a A a-b a_b a.b a/b a:b a=b a+b ./a ../a ~/a /a @a `a` %a a% a@b 10.0.0.1 10.0.0.1/24 ::1 fe80::1%eth0 02:00:00:00:00:01 <a> (a) a;b a|b a&b a*b a?b a!b a#b a\\b a\\n \\x41 ä 日本 \u00a0a';
const quoted = [
  '"true"',
  "'true'",
  '"1"',
  "'010'",
  '"a b"',
  '" a "',
  "'it''s'",
  '"\\n"',
  '"\\u0041"',
  '"\\x41"',
  '""',
  "''",
  '"#"',
  '"- a"',
  '"{a}"',
  '"[a]"',
  '"*a"',
  '"&a"',
  '"!a"',
  '"null"',
  '"~"',
];
const plain = [words, numbers, times, texts].flatMap(list => list.split(' '));

/** What YAML 1.2 takes a quoted scalar for. */
const meant: Record<string, string> = { '"\\n"': '\n', '"\\u0041"': 'A', '"\\x41"': 'A', "'it''s'": "it's" };
const refusedByYaml = new Set(['@a', '`a`', '%a', '!a']);
const nulls = new Set(['null', 'Null', 'NULL', '~']);

test('at a place for texts every scalar is what was written', async () => {
  let seen = 0;
  for (const scalar of [...plain, ...quoted]) {
    if (refusedByYaml.has(scalar)) {
      assert.is((await loadText(web(`labels:\n  a: ${scalar}`))).ok, false, scalar);
      continue;
    }
    const { labels } = await containerOf(web(`labels:\n  a: ${scalar}`));
    const quotedText = /^['"]/.test(scalar) ? (meant[scalar] ?? scalar.slice(1, -1)) : scalar;
    const expected = nulls.has(scalar)
      ? ''
      : /^(true|false)$/i.test(scalar)
        ? scalar.toLowerCase()
        : quotedText;
    assert.is(labels['a']!.toLowerCase(), expected.toLowerCase(), scalar);
    seen += 1;
  }
  assert.ok(seen > 120, String(seen));
});

test('at a place for true and false nothing else is taken, and YAML 1.1’s words come with a warning', async () => {
  for (const scalar of [...plain, ...quoted].filter(each => !refusedByYaml.has(each) && !nulls.has(each))) {
    const result = await loadText(web(`tty: ${scalar}`));
    const text = scalar.replace(/^['"](.*)['"]$/, '$1').toLowerCase();
    const value = (
      { true: true, y: true, yes: true, on: true, false: false, n: false, no: false, off: false } as const
    )[text as 'true'];
    if (value === undefined) assert.is(result.ok, false, scalar);
    else {
      if (!result.ok) throw new Error(scalar);
      assert.is(result.project.containers[0]!.tty, value, scalar);
      assert.is(result.warnings.length, /true|false/.test(text) ? 0 : 1, scalar);
    }
  }
});

test('at a place for whole numbers only decimal digits are one', async () => {
  const odd: string[] = [];
  for (const scalar of [...plain, ...quoted].filter(each => !refusedByYaml.has(each) && !nulls.has(each))) {
    const result = await loadText(web(`oom_score_adj: ${scalar}`));
    if (!result.ok) continue;
    const text = scalar.replace(/^['"](.*)['"]$/, '$1');
    if (String(result.project.containers[0]!.oomScoreAdj) !== text.replace(/^\+/, '')) odd.push(scalar);
  }
  assert.equal(odd, []);
});

test('a key of a mapping stays the text that was written', async () => {
  const { labels } = await containerOf(web('labels: {1.10: a, 010: b, yes: c, 22:22: d, null: e}'));
  assert.equal(labels, { '1.10': 'a', '010': 'b', yes: 'c', '22:22': 'd', null: 'e' });
});

test('a forbidden key is refused at every level, in whichever file', async () => {
  for (const key of ['__proto__', 'constructor', 'prototype']) {
    for (const text of [
      `${key}: {polluted: 1}`,
      `x-a: &a {${key}: {polluted: 1}}\ncontainers: {web: {<<: *a}}`,
      web(`labels: {${key}: 1}`),
      web(`limits:\n  ${key}: 1`),
    ]) {
      assert.ok(
        (await errorsOf(text)).some(each => each.code === 'forbidden-key'),
        text,
      );
    }
  }
  assert.is(({} as Record<string, unknown>)['polluted'], undefined);
});

test.run();
