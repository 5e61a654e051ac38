/** The same tool on a host of the other kind: Debian's kernel, cgroup v2 alone, AppArmor on. See docs/guest.md. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { whyNot } from './requirements.js';

const root = join(import.meta.dirname, '../..');
/** Longer than the guest gives itself before it says where it is stuck (see scripts/guest/init.sh). */
const limitMs = 330_000;

interface Report {
  lines: string[];
  messages: string;
}

/** The report's lines, up to the end of the guest or of the time. */
async function boot(script: string, ...args: string[]): Promise<Report> {
  // Every script replaces itself by the next, so that this child becomes the machine.
  const child = spawn('bash', [join(root, 'scripts/guest', script), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
  let messages = '';
  child.stderr.on('data', chunk => (messages += chunk));
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) lines.push(line.trimEnd());
  clearTimeout(timer);
  return { lines, messages };
}

/**
 * A guest that neither ended nor said where it is stuck was stopped by the emulator, which loses an interrupt between
 * two processors about once in a hundred boots on a busy host. That says nothing of lxc-compose: once more, with one.
 */
async function bootToAnEnd(): Promise<Report> {
  const first = await boot('run.sh');
  if (first.lines.length === 0 || first.lines.some(line => line.startsWith('end '))) return first;
  console.log(`the emulator stopped after "${first.lines.at(-1)}"; booting again with one processor`);
  return boot('boot.sh', '1');
}

const reason = whyNot();
if (reason) {
  console.log(`skipped: ${reason}`);
} else {
  const { lines, messages } = await bootToAnEnd();
  const results = lines.filter(line => /^(not )?ok /.test(line));
  for (const line of results) {
    const name = line.replace(/^(not )?ok /, '').replace(/^(.*?): .*/, '$1');
    test(name, () => assert.is(line, `ok ${name}`));
  }
  test('the guest went through all of its checks and switched itself off', () => {
    const count = /^1\.\.(\d+)$/.exec(lines[0] ?? '')?.[1];
    const console = `${messages}${consoleTail()}`;
    assert.is(lines.at(-1), 'end 0', console);
    assert.is(results.length, Number(count), console);
  });
}

/** Where a kernel that stopped says why. */
function consoleTail(): string {
  try {
    return readFileSync(join(root, 'build/guest/console.log'), 'utf8').split('\n').slice(-40).join('\n');
  } catch {
    return '';
  }
}

test.run();
