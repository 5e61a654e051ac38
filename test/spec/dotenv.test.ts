// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of the spec, not of TypeScript
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DotenvError, parseDotenv, parseRawEnvironment } from '../../src/spec/dotenv/dotenv.js';

const environment: Record<string, string> = { HOME: '/root', SHELL_ONLY: 'shell' };
const lookup = (name: string) => environment[name];

function parse(text: string): Record<string, string> {
  return Object.fromEntries(parseDotenv(text, lookup, () => {}));
}

const rows: [text: string, expected: Record<string, string>][] = [
  ['K=V', { K: 'V' }],
  ['K: V', { K: 'V' }],
  ['export K=V', { K: 'V' }],
  ['export = V', { export: 'V' }],
  ['K = V', { K: 'V' }],
  ['K=', { K: '' }],
  ['K=\nL=1', { K: '', L: '1' }],
  ['K=V   ', { K: 'V' }],
  ['K=V # comment', { K: 'V' }],
  ['K=123#x', { K: '123#x' }],
  ['K= # comment', { K: '' }],
  ['# comment\n\nK=V', { K: 'V' }],
  ['K=a\\nb', { K: 'a\\nb' }],
  ["K='a b # $HOME \\n'", { K: 'a b # $HOME \\n' }],
  ["K='it\\'s'", { K: "it's" }],
  ["K='two\nlines'\nL=1", { K: 'two\nlines', L: '1' }],
  ['K="two\nlines"', { K: 'two\nlines' }],
  ['K="a\\nb\\tc\\\\d\\"e"', { K: 'a\nb\tc\\d"e' }],
  ['K="\\a\\b\\f\\r\\v\\0101"', { K: '\u0007\b\f\r\vA' }],
  ['K="\\x07 \\u12e4"', { K: '\\x07 \\u12e4' }],
  ['K="$HOME/x"', { K: '/root/x' }],
  ['K="\\$HOME"', { K: '$HOME' }],
  ['K=$HOME', { K: '/root' }],
  ['K=${MISSING:-d}', { K: 'd' }],
  ['A=1\nB=$A$A', { A: '1', B: '11' }],
  ['K="v" # comment', { K: 'v' }],
  ['SHELL_ONLY', { SHELL_ONLY: 'shell' }],
  ['NOT_SET', {}],
  ['a.b-c[0]=1\nÄ=2', { 'a.b-c[0]': '1', Ä: '2' }],
  ['\ufeffK=V', { K: 'V' }],
  ['K=V\r\nL=W\r\n', { K: 'V', L: 'W' }],
  ['K=1\nK=2', { K: '2' }],
  ['K=a=b=c', { K: 'a=b=c' }],
];
for (const [text, expected] of rows) {
  test(`${JSON.stringify(text)} gives ${JSON.stringify(expected)}`, () =>
    assert.equal(parse(text), expected));
}

const faults: [text: string, line: number, message: RegExp][] = [
  ['A=1\n%B=2', 2, /unexpected character "%"/],
  ['A%B=2', 1, /unexpected character "%"/],
  ['A=1\nB C=2', 2, /cannot contain a space/],
  ['A=1\n\nB="open\nC=1', 3, /not closed/],
  ['=1', 1, /missing/],
  ['A="x"y', 1, /after the closing/],
  ['A=${', 1, /Invalid template/],
  ['A=1\nB=${X?needed}', 2, /required variable X is missing a value: needed/],
  ['__proto__=1', 1, /not allowed/],
];
for (const [text, line, message] of faults) {
  test(`${JSON.stringify(text)} is refused on line ${line}`, () => {
    try {
      parse(text);
      assert.unreachable();
    } catch (error) {
      assert.instance(error, DotenvError);
      assert.is((error as DotenvError).line, line);
      assert.match((error as DotenvError).message, message);
    }
  });
}

test('variables from outside go before those of the file', () => {
  assert.equal(parse('HOME=/other\nK=$HOME'), { HOME: '/other', K: '/root' });
});

test('raw lines keep quotes, dollar signs and blanks', () => {
  const result = parseRawEnvironment('A="x" $HOME # y \n# no\nSHELL_ONLY\n', lookup);
  assert.equal(Object.fromEntries(result), { A: '"x" $HOME # y ', SHELL_ONLY: 'shell' });
});

test('a value in single quotes comes back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), text => {
      fc.pre(!/[\\'\r]/.test(text));
      assert.is(parse(`K='${text}'`)['K'], text);
    }),
  );
});

test('any text gives variables or an error with a line', () => {
  const soup = fc
    .array(fc.constantFrom('K', '=', ':', '"', "'", '\\', '\n', '#', ' ', '$', '{', 'export '))
    .map(each => each.join(''));
  fc.assert(
    fc.property(soup, text => {
      try {
        parse(text);
      } catch (error) {
        assert.instance(error, DotenvError);
        assert.ok((error as DotenvError).line >= 1);
      }
    }),
    { numRuns: 2000, seed: 20261123 },
  );
  assert.is(({} as Record<string, unknown>)['polluted'], undefined);
});

test.run();
