import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { format } from '../../../src/spec/edit/format.js';
import { saysTheSame } from '../../../src/spec/edit/same.js';
import { parseSpec } from '../../../src/spec/parse/parse.js';
import { yamlText } from './yaml-texts.js';

function isWellFormed(text: string): boolean {
  try {
    parseSpec(text, 'spec.yaml');
    return true;
  } catch {
    return false;
  }
}

/** Everything but white space, without the order of nothing changed. */
const written = (text: string): string => text.replaceAll(/\s/g, '');

test('whatever is well-formed keeps its meaning, comments and every character but blanks, and is final after one run', () => {
  let tried = 0;
  fc.assert(
    fc.property(yamlText, text => {
      if (!isWellFormed(text)) return;
      tried += 1;
      const formatted = format(text);
      assert.ok(saysTheSame(text, formatted), `${text}\n=>\n${formatted}`);
      assert.is(format(formatted), formatted, text);
      assert.is(written(formatted), written(text));
    }),
    { numRuns: 1500 },
  );
  assert.ok(tried > 500, `only ${tried} texts were well-formed`);
});

test.run();
