/** R17, R24: a thousand containers come and go, with the same names, and nothing stays. */
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, Host, isRoot } from '../kernel/harness.js';
import { record } from './lab.js';

const cycles = Number(process.env['RELIABILITY_CYCLES'] ?? 100);
const containers = 10;
const names = Array.from({ length: containers }, (_, index) => `c${index}`);
const text = `
networks: {br0: {addresses: [10.0.2.1/24], pool: 10.0.2.10-10.0.2.60, nat: true}}
volumes: {data: {}}
containers:
${names.map(name => `  ${name}: {rootfs: host, command: [sleep, infinity], networks: [br0], limits: {memory: 32M, pids: 20}, volumes: ["data:/srv"]}`).join('\n')}
`;

/** What the kernel holds in all; compared where nothing else on the machine should move it for good. */
function kernelCounts(): Record<string, number> {
  const keys = readFileSync('/proc/keys', 'utf8').split('\n').length;
  const sockets = readFileSync('/proc/net/unix', 'utf8').split('\n').length;
  const loops = readdirSync('/sys/block').filter(name => name.startsWith('loop')).length;
  return { keys, sockets, loops };
}

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  beforeAll(test, async () => {
    host = await Host.make();
  });
  test.after(() => host.destroy());

  test(`${cycles * containers} containers come and go, and the census is what it was`, async () => {
    const spec = host.spec(text);
    const before = kernelCounts();
    const bad: string[] = [];
    for (let cycle = 0; cycle < cycles; cycle++) {
      const up = await host.compose(...spec, 'up');
      if (up.code !== 0) bad.push(`cycle ${cycle}: up gave ${up.code}: ${up.stderr}`);
      const down = await host.compose(...spec, 'down', '--timeout', '0', '--volumes', '-y');
      if (down.code !== 0) bad.push(`cycle ${cycle}: down gave ${down.code}: ${down.stderr}`);
      // At once up again under the same names: the census only now and then.
      if (cycle % 10 === 9) bad.push(...(await host.leaks()).map(each => `cycle ${cycle}: ${each}`));
    }
    const after = kernelCounts();
    for (const [what, count] of Object.entries(after)) {
      // Others on the machine come and go too; what leaks does it a thousand times.
      if (count - before[what]! > cycles / 2) bad.push(`${what}: ${before[what]} before, ${count} after`);
    }
    record({
      row: 'R17',
      fault: `${cycles} times \`up\` and \`down\` of ${containers} containers under the same names`,
      runs: cycles * containers,
      bad: bad.length,
    });
    assert.equal(bad, []);
  });
}

test.run();
