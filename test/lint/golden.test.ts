/** What the user sees for specs that are legal and probably mistaken; `UPDATE_GOLDEN=1` writes it anew. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createPalette } from '../../src/cli/colours.js';
import { renderFindings } from '../../src/cli/render-findings.js';
import { rules } from '../../src/lint/rules.js';
import { lintDirectory } from './lint-directory.js';

const root = new URL('../../fixtures/lint/', import.meta.url).pathname;
const names = readdirSync(root).sort();

/** Elsewhere each container without a limit would be one of them. */
const withInformation = ['anchors', 'dependencies', 'limits'];

async function rendered(directory: string): Promise<string> {
  const { findings, sources } = await lintDirectory(directory);
  const all = withInformation.some(name => directory.endsWith(`/${name}`));
  const shown = findings.filter(each => all || each.level !== 'info');
  return renderFindings(shown, sources, directory, createPalette(false)) || 'clean\n';
}

for (const name of names) {
  test(`fixtures/lint/${name} is found as expected`, async () => {
    const expected = `${root}${name}/expected.txt`;
    const text = await rendered(`${root}${name}`);
    if (process.env['UPDATE_GOLDEN']) writeFileSync(expected, text);
    assert.is(text, readFileSync(expected, 'utf8'));
  });
}

test('there are at least fifteen of them, and every rule that looks at a spec is found by one', () => {
  assert.ok(names.length >= 15);
  const texts = names.map(name => readFileSync(`${root}${name}/expected.txt`, 'utf8')).join('');
  const silent = rules.filter(({ code }) => !texts.includes(`[${code}]`)).map(each => each.name);
  // It is about the command line, which these have not.
  assert.equal(silent, ['profile-unknown']);
});

test.run();
