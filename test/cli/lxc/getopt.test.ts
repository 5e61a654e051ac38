/** Options as LXC's tools take them, which is as getopt_long(3) does. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GetoptError, getopt, type LxcOptions } from '../../../src/cli/lxc/getopt.js';

const test = suite('getopt');

const options: LxcOptions = {
  name: { short: 'n', value: 'NAME', summary: '' },
  daemon: { short: 'd', summary: '' },
  define: { short: 's', value: 'KEY=VAL', multiple: true, summary: '' },
  'keep-env': { summary: '' },
  'keep-var': { value: 'NAME', summary: '' },
};

const parse = (line: string, stops = false) => {
  const { values, rest } = getopt(line.split(' ').filter(Boolean), options, stops);
  return { ...Object.fromEntries(values), rest };
};
const refusal = (line: string) => {
  try {
    parse(line);
  } catch (error) {
    if (error instanceof GetoptError) return error.message;
    throw error;
  }
  return 'taken';
};

test('a value is behind its letter, attached to it, or behind a sign of equality', () => {
  for (const line of ['-n web', '-nweb', '--name web', '--name=web', '--na=web'])
    assert.equal(parse(line), { name: ['web'], rest: [] }, line);
});

test('letters stand together, and the last may have a value', () => {
  assert.equal(parse('-dn web'), { daemon: [''], name: ['web'], rest: [] });
  assert.equal(parse('-dnweb'), { daemon: [''], name: ['web'], rest: [] });
});

test('options may stand behind arguments, until two dashes', () => {
  assert.equal(parse('web -d -- -n x'), { daemon: [''], rest: ['web', '-n', 'x'] });
  assert.equal(parse('web -d -n x', true), { rest: ['web', '-d', '-n', 'x'] });
});

test('a value may begin with a dash, or be a dash', () => {
  assert.equal(parse('-n -d'), { name: ['-d'], rest: [] });
  assert.equal(parse('- -n -'), { name: ['-'], rest: ['-'] });
});

test('every value of an option that is given again is kept', () => {
  assert.equal(parse('-s a=1 --define b=2'), { define: ['a=1', 'b=2'], rest: [] });
});

test('mistakes are told in the words of getopt', () => {
  assert.is(refusal('-Z'), "invalid option -- 'Z'");
  assert.is(refusal('--blub'), "unrecognized option '--blub'");
  assert.is(refusal('-n'), "option requires an argument -- 'n'");
  assert.is(refusal('--name'), "option '--name' requires an argument");
  assert.is(refusal('--daemon=yes'), "option '--daemon' doesn't allow an argument");
  assert.match(refusal('--keep'), "option '--keep' is ambiguous");
});

test.run();
