/** What is said when nobody, or nobody any more, is behind a container's socket. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Problem } from '../../src/model/problem.js';
import { configureMonitor, execInMonitor } from '../../src/runtime/monitor-client.js';

const directory = join(mkdtempSync(join(tmpdir(), 'lxc-compose-test-')), 'web');
mkdirSync(directory);
test.after(() => rmSync(join(directory, '..'), { recursive: true }));

const request = {
  argv: ['true'],
  environment: [],
  workingDirectory: '',
  user: '',
  tty: false,
  privileged: false,
  rows: 24,
  columns: 80,
};

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const error = await work.then(
    () => undefined,
    thrown => thrown,
  );
  assert.instance(error, Problem);
  return error;
}

test('without a socket the container does not run: 125 for exec, 1 for a change', async () => {
  const exec = await problemOf(execInMonitor(directory, request, []));
  assert.match(exec.message, 'web does not run');
  assert.is(exec.exitCode, 125);
  const change = await problemOf(configureMonitor(directory, [{ op: 'link-up', interface: 'lo' }]));
  assert.match(change.message, 'web does not run');
  assert.is(change.exitCode, 1);
});

test('a monitor that hangs up has ended', async () => {
  const server = createServer(socket => socket.destroy());
  await new Promise<void>(resolve => server.listen(join(directory, 'socket'), resolve));
  const problem = await problemOf(execInMonitor(directory, request, []));
  server.close();
  assert.match(problem.message, 'web does not run, or has just ended');
  assert.is(problem.exitCode, 125);
});

test.run();
