import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ApplyResult, ProgressEvent } from '../../src/app/contract.js';
import { createProgress } from '../../src/cli/render-progress.js';
import { Problem } from '../../src/model/problem.js';
import { applied, captureOutput, operation, runFake } from './fakes.js';

const create = operation({ action: 'create', resource: 'containers.web', container: 'web' });
const nic = operation({
  action: 'create',
  resource: 'containers.web.networks.br0',
  container: 'web',
  kind: 'nic',
});
const start = operation({ action: 'start', resource: 'containers.web', container: 'web' });
const bridge = operation({ action: 'create', resource: 'networks.br0', kind: 'bridge' });
const wait = operation({ action: 'wait', resource: 'containers.db', container: 'db', condition: 'healthy' });
const broken = operation({ action: 'start', resource: 'containers.bad', container: 'bad' });
const dependent = operation({ action: 'start', resource: 'containers.late', container: 'late' });
const plan = {
  project: 'lab',
  operations: [bridge, create, nic, start, wait, broken, dependent],
  warnings: [],
};
const problem = new Problem('cannot start bad');

const story: ProgressEvent[] = [
  { type: 'warning', text: 'odd\x1b[2J' },
  { type: 'plan', plan },
  { type: 'begin', operation: bridge },
  { type: 'end', operation: bridge },
  { type: 'begin', operation: create },
  { type: 'end', operation: create },
  { type: 'begin', operation: nic },
  { type: 'end', operation: nic },
  { type: 'begin', operation: start },
  { type: 'end', operation: start },
  { type: 'begin', operation: wait },
  { type: 'end', operation: wait },
  { type: 'begin', operation: broken },
  { type: 'end', operation: broken, problem },
  { type: 'end', operation: dependent, skipped: true },
];

/** A clock that is a tenth of a second later each time it is read. */
function clock(): () => number {
  let now = 0;
  return () => (now += 100);
}

test('plain progress is a line when a container or network is finished, and has no escape codes', () => {
  const { output, note } = captureOutput();
  const progress = createProgress('auto', output, clock());
  for (const event of story) progress.report(event);
  progress.finish();
  assert.is(
    note(),
    `Warning: odd\\x1b[2J
network br0: created (0.1 s)
container web: started (0.5 s)
container db: waiting until healthy
container db: healthy (0.1 s)
container bad: failed (0.1 s)
container late: skipped
`,
  );
});

test('a container that failed is told once, whatever else of it fails or is skipped', () => {
  const { output, note } = captureOutput();
  const progress = createProgress('plain', output, clock());
  const restart = operation({ action: 'start', resource: 'containers.web', container: 'web' });
  const more = { project: 'lab', operations: [create, nic, restart], warnings: [] };
  progress.report({ type: 'plan', plan: more });
  progress.report({ type: 'begin', operation: create });
  progress.report({ type: 'begin', operation: nic });
  progress.report({ type: 'end', operation: create, problem });
  progress.report({ type: 'end', operation: nic, problem });
  progress.report({ type: 'begin', operation: wait });
  progress.report({ type: 'end', operation: restart, skipped: true });
  assert.is(note(), 'container web: failed (0.2 s)\ncontainer db: waiting until healthy\n');
});

test('--progress tty draws nothing where nothing can be drawn over', () => {
  const { output, note } = captureOutput();
  createProgress('tty', output, clock()).report({ type: 'warning', text: 'x' });
  assert.not.match(note(), /\x1b/);
});

test('JSON progress is one object a line and keeps the kernel’s report', () => {
  const { output, note } = captureOutput();
  const progress = createProgress('json', output, clock());
  for (const event of story) progress.report(event);
  const lines = note()
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
  assert.is(lines.length, story.length);
  assert.is(lines[1].summary.add, 4);
  assert.equal([lines[13].result, lines[13].problem.message], ['failed', 'cannot start bad']);
  assert.is(lines[14].result, 'skipped');
});

test('quiet progress is silent', () => {
  const { output, note } = captureOutput({ terminal: true });
  const progress = createProgress('quiet', output, clock());
  for (const event of story) progress.report(event);
  progress.finish();
  assert.is(note(), '');
});

test('the live block ends with every row, its cursor shown, and no line wider than the window', () => {
  const listeners = process.listenerCount('exit');
  const { output, note } = captureOutput({ terminal: true, columns: 30 });
  const progress = createProgress('auto', output, clock());
  for (const event of story) progress.report(event);
  progress.finish();
  const text = note();
  assert.is(text.split('\x1b[?25l').length, 2);
  assert.ok(text.endsWith('\x1b[?25h'));
  const lines = text.replace(/\x1b\[[?0-9;]*[a-zA-Z]/g, '').split('\n');
  assert.ok(lines.every(line => line.length <= 30));
  assert.ok(lines.some(line => line.startsWith(' ✔ container web')));
  assert.ok(lines.some(line => line.startsWith(' ✘ container bad')));
  assert.is(process.listenerCount('exit'), listeners);
});

test('the live block is drawn over, and shows no more rows than the window has', async () => {
  const { output, note } = captureOutput({ terminal: true, rows: 8, columns: 60 });
  const progress = createProgress('tty', output, Date.now);
  const many = Array.from({ length: 50 }, (_, index) =>
    operation({ action: 'create', resource: `containers.c${index}`, container: `c${index}` }),
  );
  progress.report({ type: 'plan', plan: { project: 'lab', operations: many, warnings: [] } });
  for (const each of many.slice(0, 20)) progress.report({ type: 'begin', operation: each });
  // Work keeps the process alive in a real run; the timer alone does not.
  await new Promise(resolve => setTimeout(resolve, 200));
  const pictures = note().split('\x1b[J');
  assert.ok(pictures.length >= 2);
  for (const picture of pictures) assert.ok(picture.split('\n').length <= 8, picture);
  assert.match(pictures[1]!, '… 45 more');
  progress.finish();
});

test('after the window became narrower, the lines that it has wrapped are erased too', async () => {
  const size = { rows: 24, columns: 80 };
  const { output, note } = captureOutput({ terminal: true });
  const progress = createProgress('tty', { ...output, noteSize: () => size }, Date.now);
  const long = operation({
    action: 'create',
    resource: 'containers.x',
    container: 'a-name-of-some-forty-characters-in-length',
  });
  progress.report({ type: 'plan', plan: { project: 'lab', operations: [long], warnings: [] } });
  progress.report({ type: 'begin', operation: long });
  await new Promise(resolve => setTimeout(resolve, 100));
  size.columns = 20;
  progress.finish();
  const drawn = note()
    .split('\n')[0]!
    .replace(/\x1b\[[?0-9;]*[a-zA-Z]/g, '');
  assert.match(note(), `\x1b[${Math.ceil(drawn.length / 20)}A`);
});

const codeOf = async (result: Partial<ApplyResult>) =>
  await runFake(['up'], { verbs: { up: async () => applied(result) } });

test('the exit code tells whole, partial, failed and late work apart', async () => {
  const failure = (exitCode: 1 | 69 | 124) => ({
    operation: broken,
    problem: new Problem('no', { exitCode }),
  });
  assert.is((await codeOf({ done: [create] })).code, 0);
  assert.is((await codeOf({})).code, 0);
  assert.is((await codeOf({ failed: [failure(1)] })).code, 1);
  assert.is((await codeOf({ failed: [failure(69)] })).code, 69);
  assert.is((await codeOf({ failed: [failure(69), failure(1)] })).code, 1);
  assert.is((await codeOf({ done: [create], failed: [failure(69)] })).code, 3);
  assert.is((await codeOf({ done: [create], failed: [failure(124)] })).code, 124);
  assert.is((await codeOf({ done: [wait], failed: [failure(1)] })).code, 1);
  assert.is((await codeOf({ done: [create], leftOver: ['networks.br0.mtu'] })).code, 1);
});

test('the end tells what was done, what failed and what was skipped for it', async () => {
  const { note, data } = await codeOf({
    done: [bridge, create, nic, start],
    failed: [{ operation: broken, problem }],
    skipped: [dependent],
  });
  assert.is(
    note,
    `Error: cannot start bad.
Skipped, because they need what failed: containers.late.
lab: 2 added, 1 failed, 1 skipped in 0.0 s.
`,
  );
  assert.is(data, '');
  assert.is((await codeOf({})).note, 'lab: nothing to do.\n');
  const quiet = await runFake(['up', '-q'], { verbs: { up: async () => applied({ done: [create] }) } });
  assert.is(quiet.note, '');
});

test('a verb that throws still gives the cursor back', async () => {
  const up = async (invocation: { report: (event: ProgressEvent) => void }) => {
    invocation.report({ type: 'begin', operation: create });
    throw new Problem('no');
  };
  const { note, code } = await runFake(['up'], { verbs: { up }, terminal: true });
  assert.is(code, 1);
  assert.ok(note.indexOf('\x1b[?25h') < note.indexOf('Error: no.'));
});

test.run();
