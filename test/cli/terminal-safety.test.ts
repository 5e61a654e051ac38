import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createPalette, wantsColour } from '../../src/cli/colours.js';
import { displayWidth, truncate } from '../../src/cli/display-width.js';
import { escapeText, stripLine } from '../../src/cli/escape.js';
import { LogPrinter } from '../../src/cli/log-printer.js';
import { renderTable } from '../../src/cli/table.js';
import type { LogRecord } from '../../src/runtime/log-lines.js';
import { captureOutput } from './fakes.js';

/** What security C5 forbids on a terminal, beside the escape of SGR. */
const forbidden = /[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

const hostile = [
  '\x1b]0;title\x07after',
  '\x1b]52;c;ZXZpbA==\x1b\\after',
  '\x1b[2Jafter',
  '\x9b2Jafter',
  '\x9d0;title\x9cafter',
  '\x1bP1$r\x1b\\after',
  'a\rafter',
  'a\b\bafter',
  'x\u202eafter',
  '\x1b\x1b[2J[31mafter',
  '\x1b[\x1b[2Jafter',
  '\x1bcafter',
  '\x1b[31',
  '\x00\x7f\x85',
];

test('a log line keeps colours and tabs and loses every other control', () => {
  assert.is(stripLine('\x1b[31mred\x1b[0m\tplain'), '\x1b[31mred\x1b[0m\tplain\x1b[0m');
  assert.is(stripLine('plain'), 'plain');
  for (const line of hostile) {
    const stripped = stripLine(line);
    assert.not.match(stripped, forbidden, JSON.stringify(line));
    assert.not.match(stripped.replace(/\x1b\[[0-9;:]*m/g, ''), /\x1b/, JSON.stringify(line));
  }
  assert.is(stripLine('\x1b]0;title\x07after'), 'after');
  assert.is(stripLine('\x1b]52;c;ZXZpbA==\x1b\\after'), 'after');
});

test('no sequence of characters gets a control through either way', () => {
  const piece = fc.oneof(
    fc.constantFrom('\x1b', '[', ']', '\x9b', '\x07', '\x1b\\', 'm', ';', '3', '\r', '\u202e', '\ud800'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
      const line = pieces.join('');
      const stripped = stripLine(line);
      assert.not.match(stripped, forbidden);
      assert.not.match(stripped.replace(/\x1b\[[0-9;:]*m/g, ''), /\x1b/);
      assert.not.match(escapeText(line), /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
    }),
    { numRuns: 2000, seed: 20261123 },
  );
});

test('names and messages show their controls', () => {
  assert.is(escapeText('a\x1b[2J\n\t\u202e\u0085b'), 'a\\x1b[2J\\n\\t\\u202e\\x85b');
  assert.is(escapeText('größe 漢字 😀'), 'größe 漢字 😀');
});

test('tables align what terminals show, not what strings count', () => {
  const text = renderTable(
    ['NAME', 'STATE'],
    [
      ['漢字', 'RUNNING'],
      ['a\x1b', ''],
    ],
  );
  assert.is(text, 'NAME   STATE\n漢字   RUNNING\na\\x1b\n');
  assert.is(displayWidth('e\u0301'), 1);
  assert.is(truncate('漢字漢字', 5), '漢字…');
});

function record(container: string, line: string | Buffer, stream: LogRecord['stream'] = 'stdout'): LogRecord {
  return { container, stream, timeNs: 1767225600123456789n, sequence: 0n, line: Buffer.from(line) };
}

const plain = { prefix: true, colour: true, timestamps: false, raw: false, names: ['web', 'long-name'] };

test('a container cannot print a line that looks like another’s', () => {
  const { output, data } = captureOutput({ terminal: true });
  const printer = new LogPrinter(output, plain);
  printer.print(record('web', 'db        | forged\rdb        | forged'));
  printer.print(record('long-name', 'line', 'monitor'));
  printer.flush();
  assert.is(data(), 'web       | db        | forgeddb        | forged\nlong-name * line\n');
});

test('into a file the bytes stay as they were written, valid or not', () => {
  const { output } = captureOutput();
  const chunks: Uint8Array[] = [];
  const printer = new LogPrinter(
    { ...output, dataBytes: bytes => void chunks.push(bytes) },
    { ...plain, prefix: false },
  );
  const bytes = Buffer.from([0xff, 0x1b, 0x5b, 0x32, 0x4a, 0x00, 0xc3, 0xa9]);
  printer.print(record('web', bytes));
  printer.flush();
  assert.equal(Buffer.concat(chunks), Buffer.concat([bytes, Buffer.from('\n')]));
});

test('--raw leaves a terminal’s bytes alone, and times are RFC 3339 to the nanosecond', () => {
  const { output, data } = captureOutput({ terminal: true });
  const printer = new LogPrinter(output, { ...plain, prefix: false, raw: true, timestamps: true });
  printer.print(record('web', '\x1b[2J'));
  printer.flush();
  assert.is(data(), '2026-01-01T00:00:00.123456789Z \x1b[2J\n');
});

test('invalid UTF-8 does not reach a terminal', () => {
  const { output, data } = captureOutput({ terminal: true });
  const printer = new LogPrinter(output, { ...plain, prefix: false });
  printer.print(record('web', Buffer.from([0x61, 0x9b, 0x32, 0x4a, 0xff])));
  printer.flush();
  assert.is(data(), 'a\ufffd2J\ufffd\n');
});

test('colours follow --ansi, then NO_COLOR, then CLICOLOR_FORCE, then the terminal', () => {
  assert.is(wantsColour('auto', {}, true), true);
  assert.is(wantsColour('auto', {}, false), false);
  assert.is(wantsColour('auto', { TERM: 'dumb' }, true), false);
  assert.is(wantsColour('auto', { NO_COLOR: '1' }, true), false);
  assert.is(wantsColour('auto', { NO_COLOR: '' }, true), true);
  assert.is(wantsColour('auto', { NO_COLOR: '1', CLICOLOR_FORCE: '1' }, true), false);
  assert.is(wantsColour('auto', { CLICOLOR_FORCE: '1' }, false), true);
  assert.is(wantsColour('auto', { CLICOLOR_FORCE: '0' }, false), false);
  assert.is(wantsColour('always', { NO_COLOR: '1' }, false), true);
  assert.is(wantsColour('never', { CLICOLOR_FORCE: '1' }, true), false);
  assert.is(createPalette(false).red('x'), 'x');
});

test.run();
