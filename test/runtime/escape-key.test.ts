import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { EscapeKey } from '../../src/runtime/escape-key.js';

const typed = (letter: string | null, ...pieces: string[]) => {
  const key = new EscapeKey(letter);
  return pieces.map(piece => {
    const { passed, leaves } = key.take(Buffer.from(piece));
    return leaves ? `${passed}|` : passed.toString();
  });
};

test('Ctrl-a q leaves, wherever the pieces are cut', () => {
  assert.equal(typed('a', 'ls\u0001q more'), ['ls|']);
  assert.equal(typed('a', 'ls\u0001', 'q'), ['ls', '|']);
});

test('Ctrl-a twice is one for the program, and before another key it was meant for the program', () => {
  assert.equal(typed('a', '\u0001\u0001q'), ['\u0001q']);
  assert.equal(typed('a', '\u0001', 'x'), ['', '\u0001x']);
});

test('another letter, or none at all', () => {
  assert.equal(typed('b', '\u0001q\u0002q'), ['\u0001q|']);
  assert.equal(typed(null, '\u0001q\u0000'), ['\u0001q\u0000']);
});

test.run();
