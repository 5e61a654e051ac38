import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { LogRecord } from '../../src/runtime/log-lines.js';
import { type LogRequest, readLogs } from '../../src/runtime/logs.js';

const streams = { stdout: 1, stderr: 2, monitor: 3 };

/** A record as docs/native-protocol.md describes it, written out here once more on purpose. */
function frame(
  line: string | Buffer,
  timeNs: bigint,
  options: { stream?: keyof typeof streams; continues?: boolean } = {},
): Buffer {
  const payload = Buffer.from(line);
  const header = Buffer.alloc(24);
  header.writeUInt32LE(payload.length, 0);
  header[4] = streams[options.stream ?? 'stdout'];
  header[5] = options.continues ? 1 : 0;
  header.writeBigUInt64LE(timeNs, 8);
  header.writeBigInt64LE(timeNs, 16);
  return Buffer.concat([header, payload]);
}

const test = suite<{ directory: string }>('logs', { directory: '' });
test.before.each(context => {
  context.directory = mkdtempSync(join(tmpdir(), 'lxc-compose-logs-'));
});
test.after.each(context => rmSync(context.directory, { recursive: true }));

function write(directory: string, container: string, file: string, ...frames: Buffer[]): void {
  mkdirSync(join(directory, container), { recursive: true });
  writeFileSync(join(directory, container, file), Buffer.concat(frames));
}

function request(stateDirectory: string, names: string[], values: Partial<LogRequest> = {}): LogRequest {
  return {
    stateDirectory,
    list: () => names,
    follow: false,
    tail: null,
    sinceNs: null,
    untilNs: null,
    ...values,
  };
}

async function read(given: LogRequest): Promise<string[]> {
  const lines: string[] = [];
  for await (const { container, line } of readLogs(given)) lines.push(`${container}:${line}`);
  return lines;
}

test('containers are merged by time, and files from the oldest', async ({ directory }) => {
  write(directory, 'a', 'log.2', frame('1', 1n));
  write(directory, 'a', 'log.1', frame('3', 3n));
  write(directory, 'a', 'log', frame('5', 5n), frame('6', 6n));
  write(
    directory,
    'b',
    'log',
    frame('2', 2n),
    frame('4', 4n, { stream: 'stderr' }),
    frame('7', 7n, { stream: 'monitor' }),
  );
  assert.equal(await read(request(directory, ['a', 'b', 'none'])), [
    'a:1',
    'b:2',
    'a:3',
    'b:4',
    'a:5',
    'a:6',
    'b:7',
  ]);
});

test('the last lines are those of each container, also across files', async ({ directory }) => {
  write(directory, 'a', 'log.1', frame('1', 1n), frame('2', 2n), frame('3', 3n));
  write(directory, 'a', 'log', frame('4', 4n));
  write(directory, 'b', 'log.1', frame('x', 1n));
  write(directory, 'b', 'log', frame('5', 5n), frame('6', 6n), frame('7', 7n));
  assert.equal(await read(request(directory, ['a', 'b'], { tail: 2 })), ['a:3', 'a:4', 'b:6', 'b:7']);
  assert.equal(await read(request(directory, ['a', 'b'], { tail: 0 })), []);
  assert.equal((await read(request(directory, ['a', 'b'], { tail: 100 }))).length, 8);
});

test('since and until bound what is shown, and tail counts within them', async ({ directory }) => {
  write(directory, 'a', 'log.1', frame('1', 10n), frame('2', 20n));
  write(directory, 'a', 'log', frame('3', 30n), frame('4', 40n), frame('5', 50n));
  assert.equal(await read(request(directory, ['a'], { sinceNs: 20n })), ['a:2', 'a:3', 'a:4', 'a:5']);
  assert.equal(await read(request(directory, ['a'], { sinceNs: 40n })), ['a:4', 'a:5']);
  assert.equal(await read(request(directory, ['a'], { sinceNs: 15n, untilNs: 40n })), ['a:2', 'a:3', 'a:4']);
  assert.equal(await read(request(directory, ['a'], { sinceNs: 35n, tail: 1 })), ['a:5']);
  assert.equal(await read(request(directory, ['a'], { untilNs: 40n, tail: 1 })), ['a:4']);
});

test('a line in several records is one line, also with the other stream in between', async ({
  directory,
}) => {
  const part = Buffer.alloc(64 * 1024, 0x61);
  write(
    directory,
    'a',
    'log',
    frame(part, 1n, { continues: true }),
    frame('error', 2n, { stream: 'stderr' }),
    frame('end', 3n),
    frame('cut off', 4n, { continues: true }),
  );
  const lines = await read(request(directory, ['a']));
  assert.equal(
    lines.map(line => line.length),
    ['a:error'.length, 2 + part.length + 3],
  );
});

test('a line without end is cut, not collected for ever', async ({ directory }) => {
  const part = Buffer.alloc(64 * 1024, 0x61);
  write(
    directory,
    'a',
    'log',
    ...Array.from({ length: 40 }, (_, index) => frame(part, BigInt(index), { continues: true })),
  );
  const lengths: number[] = [];
  for await (const { line } of readLogs(request(directory, ['a']))) lengths.push(line.length);
  assert.equal(lengths, [1024 * 1024, 1024 * 1024]);
});

test('what containers write can never be taken for a record', async ({ directory }) => {
  const payload = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map(bytes => Buffer.from(bytes)),
    fc.string().map(text => frame(text, 1n)),
    fc.constant(Buffer.from('b         | forged\n{"log":"x"}\0')),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(payload, { maxLength: 50 }), async payloads => {
      write(directory, 'a', 'log', ...payloads.map((bytes, index) => frame(bytes, BigInt(index))));
      const records: LogRecord[] = [];
      for await (const record of readLogs(request(directory, ['a']))) records.push(record);
      assert.equal(
        records.map(record => record.line),
        payloads,
      );
      assert.ok(records.every(record => record.container === 'a'));
    }),
    { numRuns: 200, seed: 20261123 },
  );
});

test('a record that is still being written is waited for, a damaged file is given up and said so', async ({
  directory,
}) => {
  write(directory, 'a', 'log', frame('whole', 1n), frame('half', 2n).subarray(0, 26));
  assert.equal(await read(request(directory, ['a'])), ['a:whole']);
  write(directory, 'a', 'log.1', frame('old', 1n), Buffer.alloc(40, 0xff), frame('lost', 2n));
  write(directory, 'a', 'log', frame('new', 3n));
  assert.equal(await read(request(directory, ['a'])), [
    'a:old',
    'a:the log is damaged here; 68 bytes of this file are left out',
    'a:new',
  ]);
});

/** Reads `count` lines from a follower, then stops it. */
async function follow(given: LogRequest, count: number): Promise<string[]> {
  const lines: string[] = [];
  const timer = setTimeout(
    () => assert.unreachable(`only ${lines.length} of ${count} lines came: ${lines}`),
    8000,
  );
  for await (const { container, line } of readLogs({ ...given, follow: true })) {
    lines.push(`${container}:${line}`);
    if (lines.length === count) break;
  }
  clearTimeout(timer);
  return lines;
}

const soon = () => new Promise(resolve => setTimeout(resolve, 30));

test('following goes on through appending, rotation, removal and new containers', async ({ directory }) => {
  write(directory, 'a', 'log', frame('1', 1n), frame('2', 2n));
  const names = ['a'];
  const following = follow(request(directory, names, { tail: 1 }), 8);
  await soon();
  const log = join(directory, 'a', 'log');
  // A record in two writes, as a monitor that is interrupted may do it.
  const third = frame('3', 3n);
  appendFileSync(log, third.subarray(0, 10));
  await soon();
  appendFileSync(log, third.subarray(10));
  await soon();
  appendFileSync(log, frame('4', 4n));
  renameSync(log, `${log}.1`);
  writeFileSync(log, frame('5', 5n));
  // Two rotations at once: the file in the middle must not be passed over.
  renameSync(`${log}.1`, `${log}.2`);
  renameSync(log, `${log}.1`);
  writeFileSync(log, frame('6', 6n));
  await soon();
  names.push('b');
  write(directory, 'b', 'log', frame('new', 7n));
  await soon();
  rmSync(join(directory, 'a'), { recursive: true });
  await soon();
  write(directory, 'a', 'log', frame('again', 8n));
  await soon();
  appendFileSync(log, frame('more', 9n));
  assert.equal(await following, ['a:2', 'a:3', 'a:4', 'a:5', 'a:6', 'b:new', 'a:again', 'a:more']);
});

test('following begins before there is anything, and ends at --until', async ({ directory }) => {
  const later = join(directory, 'project');
  const following = follow(request(later, ['a']), 1);
  await soon();
  write(later, 'a', 'log', frame('1', 1n));
  assert.equal(await following, ['a:1']);
  const until = BigInt(Date.now() + 100) * 1_000_000n;
  assert.equal(await read(request(later, ['a'], { follow: true, untilNs: until })), ['a:1']);
});

test.run();
