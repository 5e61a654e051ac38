import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { rootShape, shapeOf } from '../../src/spec/shape.js';

const script = new URL('../../scripts/build-spec-reference.mjs', import.meta.url).href;

test('docs/spec-reference.md is what the schema says', async () => {
  const { specReference } = (await import(script)) as { specReference(): string };
  const document = readFileSync(new URL('../../docs/spec-reference.md', import.meta.url), 'utf8');
  assert.is(document, specReference(), 'run node scripts/build-spec-reference.mjs');
});

test('shapes lead along a path to its place in the schema', () => {
  assert.equal(shapeOf(['containers', 'web', 'limits', 'memory'])?.types, ['string', 'integer']);
  assert.equal(shapeOf(['services', 'web', 'ports', 0, 'protocol'])?.types, ['string']);
  assert.is(shapeOf(['x-anything', 'at', 'all']), undefined);
  assert.is(shapeOf(['containers', 'web', 'unknown', 'key']), undefined);
  assert.ok(rootShape.unsupportedKeys?.['budget'] === '');
});

test.run();
