/** docs/lint.md and the table of rules say the same. */
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ignoreFaulty, ignoreUnused, loaderRemark, rules } from '../../src/lint/rules.js';

const all = [...rules, loaderRemark, ignoreFaulty, ignoreUnused];
const document = readFileSync(new URL('../../docs/lint.md', import.meta.url), 'utf8');

test('docs/lint.md has a row for every rule, by code', () => {
  const rows = [...document.matchAll(/^\| LXCC\d.*$/gm)].map(([row]) => row);
  const wanted = all.map(({ code, name, level, summary }) => `| ${code} | ${name} | ${level} | ${summary} |`);
  assert.equal(rows, wanted.sort());
});

test('every code and every name is given once, and has its form', () => {
  for (const key of ['code', 'name'] as const) {
    assert.is(new Set(all.map(each => each[key])).size, all.length);
  }
  for (const { code, name, summary } of all) {
    assert.match(code, /^LXCC1[0-3]\d\d$/);
    assert.match(name, /^[a-z]+(-[a-z]+)*$/);
    assert.not.match(summary, /[\n|]|\.$/);
  }
});

test('every rule that the document speaks of is one', () => {
  const known = new Set(all.map(each => each.name));
  const named = [...document.matchAll(/\*\*([a-z-]+)\*\*/g)].map(match => match[1]!);
  assert.ok(named.length > 5);
  assert.equal(
    named.filter(name => !known.has(name)),
    [],
  );
});

test.run();
