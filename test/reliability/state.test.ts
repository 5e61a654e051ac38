/** R16: a state file that is cut off, empty, full of NULs, another's or gone is never a crash and never a wrong deletion. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readContainers } from '../../src/runtime/living.js';
import { readHistory, readHistorySpec } from '../../src/store/history.js';
import { readRecord } from '../../src/store/record.js';
import { beforeAll, isRoot } from '../kernel/harness.js';
import { Lab, pidsOf, record } from './lab.js';

/** Every n-th byte; 1 takes minutes longer. */
const stride = Number(process.env['RELIABILITY_STRIDE'] ?? 97);

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let lab: Lab;
  let pids: Record<string, number | null>;
  let files: string[];
  const project = () => `${lab.host.prefix}-p`;
  beforeAll(test, async () => {
    lab = await Lab.make();
    pids = pidsOf(await lab.converges());
    const state = join(lab.host.directory, 'state', project());
    const run = join(lab.host.directory, 'run', project());
    const history = readdirSync(join(state, '.history')).map(name => join(state, '.history', name));
    files = [
      join(state, 'project.json'),
      join(state, 'SPEC.yaml'),
      ...history,
      join(run, 'containers', 'e', 'status'),
      join(run, 'events'),
      join(run, 'lock'),
    ].filter(existsSync);
  });
  test.after(() => lab.host.destroy());

  /** One command reads all of them, so that many damages are tried in the time of one: each file is damaged at its own byte. */
  async function survives(damage: (path: string, whole: Buffer) => void, ends: string[] = []): Promise<void> {
    for (const path of files.filter(existsSync)) damage(path, readFileSync(path));
    const status = await lab.host.compose(...lab.spec, 'history');
    assert.is(status.code, 0, status.stderr);
    const now = pidsOf(await lab.converges());
    for (const [name, pid] of Object.entries(pids)) if (!ends.includes(name)) assert.is(now[name], pid, name);
    pids = now;
  }

  test('every truncation of every state file is read without an error', () => {
    // The readers themselves, thousands of times; what they make of it is tried below with the whole program.
    const copy = mkdtempSync(join(tmpdir(), 'lxc-compose-truncated-'));
    const state = join(lab.host.directory, 'state', project());
    const run = join(lab.host.directory, 'run', project());
    cpSync(state, join(copy, 'state'), { recursive: true, filter: path => !path.includes('/layers') });
    mkdirSync(join(copy, 'run/containers/e'), { recursive: true });
    cpSync(join(run, 'containers/e/status'), join(copy, 'run/containers/e/status'));
    const readers: [string, () => unknown][] = [
      ['state/project.json', () => readRecord(join(copy, 'state'))],
      ...readdirSync(join(state, '.history')).map((name): [string, () => unknown] => [
        `state/.history/${name}`,
        () => [readHistory(join(copy, 'state')), readHistorySpec(join(copy, 'state'), name.slice(0, 22))],
      ]),
      ['run/containers/e/status', () => readContainers(join(copy, 'run'))],
    ];
    let runs = 0;
    for (const [file, read] of readers) {
      const path = join(copy, file);
      const whole = readFileSync(path);
      for (let length = 0; length < whole.length; length++) {
        writeFileSync(path, whole.subarray(0, length));
        read();
        runs++;
      }
      writeFileSync(path, whole);
      for (let at = 0; at < whole.length; at += 7) {
        const flipped = Buffer.from(whole);
        flipped[at]! ^= 0x20;
        writeFileSync(path, flipped);
        read();
      }
      writeFileSync(path, whole);
    }
    rmSync(copy, { recursive: true });
    record({
      row: 'R16',
      fault: 'state files truncated at every byte, and every 7th byte flipped, read',
      runs,
      bad: 0,
    });
  });

  test('every truncation of every state file is survived', async () => {
    const longest = () => Math.max(...files.map(path => statSync(path).size));
    const bad: string[] = [];
    let runs = 0;
    const most = longest();
    for (let length = 0; length < most; length += stride) {
      runs++;
      await survives(
        (path, whole) => {
          if (length < whole.length) writeFileSync(path, whole.subarray(0, length));
        },
        ['e'],
      ).catch(error => bad.push(`at ${length}: ${String(error)}`));
    }
    record({
      row: 'R16',
      fault: `${files.length} state files, truncated at ${stride === 1 ? 'every byte' : `every ${stride}th byte`}, all at once`,
      runs,
      bad: bad.length,
    });
    assert.equal(bad, []);
  });

  test('other damage is survived as well', async () => {
    const kinds: [string, (path: string, whole: Buffer) => void][] = [
      ['empty', path => writeFileSync(path, '')],
      ['NULs', (path, whole) => writeFileSync(path, Buffer.alloc(whole.length))],
      ['{}', path => writeFileSync(path, '{}')],
      ['[]', path => writeFileSync(path, '[]')],
      ['null', path => writeFileSync(path, 'null')],
      [
        'a newer version',
        path => writeFileSync(path, '{"version": 99, "schema": "lxc-compose/history/v99"}'),
      ],
      ['gone', path => rmSync(path, { force: true })],
      [
        'each bit of the first bytes flipped',
        (path, whole) =>
          writeFileSync(
            path,
            whole.map((byte, at) => (at < 64 ? byte ^ 0x20 : byte)),
          ),
      ],
    ];
    const bad: string[] = [];
    for (const [what, damage] of kinds)
      await survives(damage, ['e']).catch(error => bad.push(`${what}: ${String(error)}`));
    record({
      row: 'R16',
      fault: 'state files empty, NUL, of another kind, of a newer version, gone',
      runs: kinds.length,
      bad: bad.length,
    });
    assert.equal(bad, []);
  });

  test('a directory in the place of the record is set aside', async () => {
    const place = join(lab.host.directory, 'state', project(), 'project.json');
    rmSync(place);
    mkdirSync(place);
    assert.equal(pidsOf(await lab.converges()), pids);
    assert.ok(readdirSync(join(place, '..')).some(name => name.startsWith('project.json.corrupt-')));
  });

  test('drawn addresses that are damaged are refused in one sentence, and nothing is changed', async () => {
    const file = join(lab.host.directory, 'p', 'lxc-compose.lock');
    const whole = readFileSync(file);
    for (let length = 1; length < whole.length; length++) {
      writeFileSync(file, whole.subarray(0, length));
      const result = await lab.host.compose(...lab.spec, 'plan');
      // At the end of a line it is the file of a smaller project: the rest is drawn as it was.
      if (whole[length - 1] === 0x0a) assert.is(result.code, 0, result.stderr);
      else assert.match(result.stderr, /^Error: lxc-compose\.lock (?:is cut off|has a line)/);
    }
    writeFileSync(file, whole);
    record({ row: 'R16', fault: 'lxc-compose.lock truncated at every byte', runs: whole.length - 1, bad: 0 });
  });

  test('nothing is left', () => lab.leavesNothing());
}

test.run();
