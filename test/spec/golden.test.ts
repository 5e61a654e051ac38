import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createPalette } from '../../src/cli/colours.js';
import { renderDiagnostic } from '../../src/cli/render-diagnostic.js';
import { load } from '../../src/spec/load.js';

const root = new URL('../../fixtures/specs/', import.meta.url).pathname;

/** What the user sees for a broken spec; `UPDATE_GOLDEN=1` writes it anew. */
async function rendered(directory: string): Promise<string> {
  const result = await load({
    // What stands beside is laid over, as an override file is.
    files: existsSync(`${directory}/override.yaml`) ? ['spec.yaml', 'override.yaml'] : ['spec.yaml'],
    profiles: [],
    envFiles: [],
    environment: {},
    workingDirectory: directory,
  });
  if (result.ok) return 'valid\n';
  const palette = createPalette(false);
  return result.diagnostics.map(each => renderDiagnostic(each, result.sources, directory, palette)).join('');
}

for (const name of readdirSync(root).sort()) {
  test(`fixtures/specs/${name} is refused as expected`, async () => {
    const expected = `${root}${name}/expected.txt`;
    const text = await rendered(`${root}${name}`);
    if (process.env['UPDATE_GOLDEN']) writeFileSync(expected, text);
    assert.is(text, readFileSync(expected, 'utf8'));
  });
}

test('there are at least thirty broken specs', () => {
  assert.ok(readdirSync(root).length >= 30);
});

test('no fixture has polluted Object.prototype', () => {
  assert.is(({} as Record<string, unknown>)['polluted'], undefined);
});

test.run();
