/** What users get for whole files: the spec and the remarks; `UPDATE_GOLDEN=1` writes them anew. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createPalette } from '../../src/cli/colours.js';
import { renderDiagnostic } from '../../src/cli/render-diagnostic.js';
import { importers, loadImported, translate } from './imported.js';

const root = new URL('../../fixtures/import/', import.meta.url).pathname;
const fixtures = Object.keys(importers).flatMap(kind =>
  readdirSync(join(root, kind)).map(name => ({ kind, directory: join(root, kind, name) })),
);
const names = /^(compose\.ya?ml|.*\.clab\.ya?ml|lab\.conf)$/;

for (const { kind, directory } of fixtures) {
  const file = join(directory, readdirSync(directory).find(each => names.test(each))!);
  const what = file.slice(root.length);

  test(`${what} is imported as expected`, () => {
    const { text, remarks } = translate(kind, file, readFileSync(file, 'utf8'));
    const files = readdirSync(directory, { withFileTypes: true })
      .filter(each => each.isFile())
      .map(each => join(directory, each.name));
    const sources = new Map(files.map(each => [each, readFileSync(each, 'utf8')]));
    const shown = remarks.map(each => {
      const lines = renderDiagnostic(each, sources, directory, createPalette(false)).split('\n');
      return [lines[0], lines.find(line => /^\s*=?\s*hint/.test(line))].filter(Boolean).join('\n');
    });
    const expected = join(directory, 'expected.txt');
    const actual = `${text}\n${shown.join('\n')}\n`;
    if (process.env['UPDATE_GOLDEN']) writeFileSync(expected, actual);
    assert.is(actual, readFileSync(expected, 'utf8'));
  });

  test(`the spec made of ${what} has no errors, and neither has its import a second answer`, async () => {
    const { text } = translate(kind, file, readFileSync(file, 'utf8'));
    assert.is(translate(kind, file, readFileSync(file, 'utf8')).text, text);
    const result = await loadImported(text, file);
    assert.equal(result.ok ? [] : result.diagnostics.map(each => each.message), []);
  });
}

test('there are fixtures of every kind', () => {
  for (const kind of Object.keys(importers)) assert.ok(fixtures.some(each => each.kind === kind));
});

test.run();
