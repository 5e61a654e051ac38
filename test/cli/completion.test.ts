import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { completionScripts } from '../../src/cli/completion-scripts.js';
import { containerRow, project, runFake } from './fakes.js';

const rows = [
  containerRow({ name: 'web' }),
  containerRow({ name: 'worker' }),
  containerRow({ name: 'db', state: 'STOPPED' }),
];
const verbs = {
  ps: async (_: unknown, { all }: { all: boolean }) => rows.filter(row => all || row.state === 'RUNNING'),
  load: async () => ({ project, warnings: [] }),
};

async function words(...line: string[]): Promise<string[]> {
  const { data, code, note } = await runFake(['__complete', '--', ...line], { verbs });
  assert.is(code, 0);
  assert.is(note, '');
  return data.split('\n').flatMap(each => (each === '' ? [] : [each.split('\t')[0]!]));
}

test('commands, flags, their values and containers are completed', async () => {
  assert.equal(await words('do'), ['down', 'doctor']);
  assert.equal(await words('-f', 'x.yaml', 'lo'), ['logs']);
  assert.equal(await words('plan', '--exit'), ['--exit-code']);
  assert.equal(await words('plan', '--format', ''), ['text', 'json', 'markdown', 'github', 'junit']);
  assert.equal(await words('plan', '--format=j'), ['--format=json', '--format=junit']);
  assert.equal(await words('exec', ''), ['web', 'worker']);
  assert.equal(await words('exec', '-u', 'root', 'w'), ['web', 'worker']);
  assert.equal(await words('logs', 'web', ''), ['worker', 'db']);
  assert.equal(await words('-f', ''), [':files']);
  assert.equal(await words('exec', 'web', 'l'), [':files']);
  assert.equal(await words('completion', ''), ['bash', 'zsh', 'fish']);
  assert.equal(await words('help', 'ver'), ['version']);
});

test('what is not built is not offered', async () => {
  assert.not.ok((await words('up', '--')).includes('--no-deps'));
  assert.not.ok((await words('')).includes('__complete'));
});

test('where nothing can be known nothing is said', async () => {
  const load = async () => {
    throw new Error('no spec here');
  };
  const { data, note, code } = await runFake(['__complete', '--', 'up', ''], { verbs: { load } });
  assert.equal([data, note, code], ['', '', 0]);
});

test('bash hands its words over and shows the answer', () => {
  const directory = mkdtempSync(join(tmpdir(), 'lxc-compose-completion-'));
  try {
    // Stands for lxc-compose: tells what it was asked, one word a candidate.
    const program = join(directory, 'lxc-compose');
    writeFileSync(
      program,
      '#!/bin/sh\nshift 2\nfor word; do printf "<%s>\\ta description\\n" "$word"; done\n',
    );
    chmodSync(program, 0o755);
    writeFileSync(join(directory, 'script'), completionScripts['bash']!);
    const complete = (...line: string[]) => {
      const quoted = line.map(word => `'${word}'`).join(' ');
      const body = `source ./script; COMP_WORDS=(./lxc-compose ${quoted}); COMP_CWORD=${line.length}; _lxc_compose; printf '%s\\n' "\${COMPREPLY[@]}"`;
      return execFileSync('bash', ['--norc', '-c', body], { cwd: directory, encoding: 'utf8' })
        .trimEnd()
        .split('\n');
    };
    assert.equal(complete('exec', 'w'), ['<exec>', '<w>']);
    assert.equal(complete('exec', ''), ['<exec>', '<>']);
    // Bash has already cut --format=j into three words.
    assert.equal(complete('plan', '--format', '=', 'j'), ['<plan>', '<--format=j>']);
    assert.equal(complete('plan', '--format', '='), ['<plan>', '<--format=>']);
    const shown = execFileSync('bash', ['--norc', '-c', 'source ./script; complete -p lxc-compose'], {
      cwd: directory,
      encoding: 'utf8',
    });
    assert.match(shown, '-F _lxc_compose');
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test.run();
