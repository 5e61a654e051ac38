/** Size and words of each file, TypeScript and C++. */
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { listFiles } from './source-tree.js';

const test = suite('files');

interface Text {
  path: string;
  text: string;
}
const read = (folder: string, endings: string[]): Text[] =>
  listFiles(folder, endings)
    .filter(path => !path.includes('.generated.'))
    .map(path => ({ path, text: readFileSync(path, 'utf8') }));

const typescript = read('src', ['.ts']);
const native = read('src/native', ['.cc', '.h']);
const tests = read('test', ['.ts']);
const scripts = [...read('scripts', ['.mjs', '.sh']), ...read('bench', ['.mjs', '.cc', '.sh'])];

const longest = 350;
/** Tables: one row after the other, with nothing in them to be understood. */
const tables = ['src/model/syscalls.ts'];

test('no source is longer than a person reads in one go, tables excepted', () => {
  const long = [...typescript, ...native]
    .filter(({ path, text }) => !tables.includes(path) && text.split('\n').length - 1 > longest)
    .map(({ path }) => path);
  assert.equal(long, []);
  for (const table of tables) {
    const text = readFileSync(table, 'utf8');
    assert.ok(text.split('\n').length > longest, `${table} needs no exception`);
    const code = text.match(/\b(?:function|=>|if|for|while|class)\b/g) ?? [];
    assert.ok(code.length < 10, `${table} is more than a table`);
  }
});

test('half of the sources are shorter than 80 lines', () => {
  const lengths = typescript.map(({ text }) => text.split('\n').length).sort((left, right) => left - right);
  assert.ok(lengths[Math.floor(lengths.length / 2)]! < 80);
});

test('nothing is left for later', () => {
  // Put together here, so that this file can be checked as well.
  const words = new RegExp(
    `\\b(?:${['TO', 'FIX', 'XX', 'HA'].map((word, index) => word + ['DO', 'ME', 'X', 'CK'][index]).join('|')})\\b`,
  );
  const found = [...typescript, ...native, ...tests, ...scripts].flatMap(file => linesWith(file, words));
  assert.equal(found, []);
});

test('nothing turns the type checker off', () => {
  const words = /\bas any\b|: any\b|<any\b|\bany\[\]|@ts-(?:ignore|nocheck|expect-error)/;
  assert.equal(
    [...typescript, ...tests]
      .filter(each => !each.path.startsWith('test/architecture/'))
      .flatMap(file => linesWith(file, words)),
    [],
  );
});

test('no file is a drawer for everything', () => {
  const paths = [...typescript, ...native, ...tests].map(({ path }) => path);
  assert.equal(
    paths.filter(path => /(?:^|[/_-])(?:utils?|helpers?|managers?|common|misc)\.\w+$/i.test(path)),
    [],
  );
});

test('every source says what it is for', () => {
  const silent = typescript
    .filter(({ text }) => !/\/\*\*|^\s*\/\/ /m.test(text))
    // A command says it in its description, which is what users read.
    .filter(
      ({ path, text }) =>
        !(/^src\/cli\/(?:lxc\/)?commands\//.test(path) && /^ {2}(?:description|about):/m.test(text)),
    )
    .map(({ path }) => path);
  assert.equal(silent, []);
});

test('every header is guarded in the one way', () => {
  const wrong = native
    .filter(({ path }) => path.endsWith('.h'))
    .filter(({ text }) => text.match(/^#pragma once$/gm)?.length !== 1 || /^#ifndef \w+_H_?$/m.test(text))
    .map(({ path }) => path);
  assert.equal(wrong, []);
});

test('the native part starts no shell and asks no name service', () => {
  // The host's libraries would be asked for the container's users, and a static program loads them at run time.
  const calls =
    /\b(?:system|popen|getpw(?:nam|uid)(?:_r)?|getgr(?:nam|gid|ouplist)(?:_r)?|gethostby\w+|getaddrinfo)\s*\(/;
  assert.ok(native.length > 40);
  assert.equal(
    native.flatMap(file => linesWith(file, calls)),
    [],
  );
});

test('the native part includes its own files by relative paths that exist', () => {
  const known = new Set(native.map(({ path }) => path));
  const lost = native.flatMap(({ path, text }) =>
    [...text.matchAll(/^#include "([^"]+)"$/gm)]
      .map(match => new URL(match[1]!, `file:///${path}`).pathname.slice(1))
      .filter(target => !known.has(target))
      .map(target => `${path} → ${target}`),
  );
  assert.equal(lost, []);
});

function linesWith({ path, text }: Text, words: RegExp): string[] {
  return text
    .split('\n')
    .flatMap((line, index) => (words.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : []));
}

test.run();
