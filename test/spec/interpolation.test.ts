// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of the spec, not of TypeScript
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { substitute, TemplateError } from '../../src/spec/interpolate/template.js';

const variables: Record<string, string> = { FOO: 'first', BAR: '', JSON: '{"json":2}', B: 'b' };
const lookup = (name: string) => (Object.hasOwn(variables, name) ? variables[name] : undefined);

function run(template: string): { text: string; missing: string[] } {
  const missing: string[] = [];
  return { text: substitute(template, lookup, name => missing.push(name)), missing };
}

function fails(template: string): string {
  try {
    run(template);
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    throw error;
  }
  throw new Error(`${template} was accepted`);
}

const results: [template: string, text: string, missing?: string[]][] = [
  ['$FOO', 'first'],
  ['${FOO}', 'first'],
  ['$BAR', ''],
  ['${BAR}', ''],
  ['$UNSET', '', ['UNSET']],
  ['${UNSET}', '', ['UNSET']],
  ['${FOO:-def}', 'first'],
  ['${BAR:-def}', 'def'],
  ['${UNSET:-def}', 'def'],
  ['${FOO-def}', 'first'],
  ['${BAR-def}', ''],
  ['${UNSET-def}', 'def'],
  ['${FOO:?msg}', 'first'],
  ['${FOO?msg}', 'first'],
  ['${BAR?msg}', ''],
  ['${FOO:+alt}', 'alt'],
  ['${BAR:+alt}', ''],
  ['${UNSET:+alt}', ''],
  ['${FOO+alt}', 'alt'],
  ['${BAR+alt}', 'alt'],
  ['${UNSET+alt}', ''],
  ['$$', '$'],
  ['$${foo}', '${foo}'],
  ['$$VAR', '$VAR'],
  ['a $ string', 'a $ string'],
  ['^REGEX$', '^REGEX$'],
  ['$}', '$}'],
  ['$', '$'],
  ['$FOO-bar', 'first-bar'],
  ['${BAR:-/non:-alphanumeric}', '/non:-alphanumeric'],
  ['${UNSET-myerror?msg}', 'myerror?msg'],
  ['${UNSET-${FOO} ${FOO}}', 'first first'],
  ['${BAR:-$FOO}', 'first'],
  ['${BAR+$FOO ${FOO:+second}}', 'first second'],
  ['+ok ${UNSET:-${BAR-defaultValue}}', '+ok '],
  ['-ok ${BAR:-d}', '-ok d'],
  [':?ok ${BAR-d}', ':?ok '],
  ['${missing:-{"json":1}}', '{"json":1}'],
  ['${JSON:-{"json":1}}', '{"json":2}'],
  ['ok ${SUBDOMAIN:-redis}.${FOO:?}', 'ok redis.first'],
  ['${A:+${A},}B', 'B'],
  ['${A:-${MISSING}}', '', ['MISSING']],
  ['é$FOO', 'éfirst'],
];
for (const [template, text, missing = []] of results) {
  test(`${template} gives ${JSON.stringify(text)}${missing.length ? ' with a warning' : ''}`, () => {
    assert.equal(run(template), { text, missing });
  });
}

for (const template of [
  '${',
  '${}',
  '${ }',
  '${ foo}',
  '${foo }',
  '${foo!}',
  '${V/foo/bar}',
  'a ${FOO',
  '${FOO:-${BAR}',
]) {
  test(`${template} is an invalid template`, () => {
    assert.is(fails(template), `Invalid template: ${JSON.stringify(template)}`);
  });
}

const errors: [template: string, message: string][] = [
  ['${BAR:?msg}', 'required variable BAR is missing a value: msg'],
  ['${UNSET:?msg}', 'required variable UNSET is missing a value: msg'],
  ['${UNSET?msg}', 'required variable UNSET is missing a value: msg'],
  ['${UNSET?}', 'required variable UNSET is missing a value'],
  ['${UNSET?bar-baz}', 'required variable UNSET is missing a value: bar-baz'],
  ['${UNSET:?Mandatory ${FOO}}', 'required variable UNSET is missing a value: Mandatory first'],
];
for (const [template, message] of errors) {
  test(`${template} fails with its message`, () => assert.is(fails(template), message));
}

test('names are matched in either case and looked up as written', () => {
  assert.is(
    substitute(
      '${foo_1}$_x',
      name => `<${name}>`,
      () => {},
    ),
    '<foo_1><_x>',
  );
});

test('an unused operand is not evaluated', () => {
  assert.equal(run('${FOO:-${UNSET:?never}}').text, 'first');
});

/** The properties of interpolation, at their counts for CI. */
const law = { numRuns: 10_000, seed: 20261123 };
const soup = fc
  .array(fc.constantFrom('$', '{', '}', ':', '-', '?', '+', '$$', '${', 'FOO', 'BAR', 'UNSET', 'x', ' ', 'ä'))
  .map(parts => parts.join(''));

test('a value is not interpolated again', () => {
  fc.assert(
    fc.property(soup, value => {
      const once = (template: string) =>
        substitute(
          template,
          () => value,
          () => {},
        );
      assert.is(once('<$FOO>'), `<${value}>`);
      assert.is(once('<${FOO-x}>'), `<${value}>`);
    }),
    law,
  );
});

test('doubling every dollar sign gives any text back', () => {
  fc.assert(
    fc.property(fc.oneof(soup, fc.string({ unit: 'binary' })), text => {
      assert.equal(run(text.replaceAll('$', '$$$$')), { text, missing: [] });
    }),
    law,
  );
});

test('any text gives a text or a template error, and the same each time', () => {
  const outcome = (text: string) => {
    try {
      const result = run(text);
      assert.type(result.text, 'string');
      return result;
    } catch (error) {
      assert.instance(error, TemplateError);
      return (error as TemplateError).message;
    }
  };
  fc.assert(
    fc.property(soup, text => assert.equal(outcome(text), outcome(text))),
    law,
  );
});

test('a text without dollar signs is left alone, and what stands around a variable stays', () => {
  const literal = fc.string().map(each => each.replaceAll('$', ''));
  fc.assert(
    fc.property(literal, literal, (before, after) => {
      assert.is(run(before).text, before);
      assert.is(run(`${before}\${FOO}${after}`).text, `${before}first${after}`);
    }),
    law,
  );
});

test('the operators tell set, empty and not set apart', () => {
  const word = fc.stringMatching(/^[a-z]{0,5}$/);
  fc.assert(
    fc.property(fc.option(word, { nil: undefined }), word, (value, other) => {
      const given = (template: string) =>
        substitute(
          template,
          () => value,
          () => {},
        );
      assert.is(given(`\${V-${other}}`), value ?? other);
      assert.is(given(`\${V:-${other}}`), value || other);
      assert.is(given(`\${V+${other}}`), value === undefined ? '' : other);
      assert.is(given(`\${V:+${other}}`), value ? other : '');
      assert.is(given('${V}'), value ?? '');
    }),
    law,
  );
});

test.run();
