/**
 * How long a large spec takes: 10,000 lines, 1,000 containers, from nothing to a plan, against starting Node and against
 * the YAML parser alone. Plans only; the namespace that it looks at is empty.
 *
 *     node bench/spec.mjs [REPEATS]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../bin/lxc-compose', import.meta.url));
const repeats = Number(process.argv[2] ?? 5);
const containers = 1000;

/** Ten lines a container: an anchor, a variable, an address, limits, labels. */
function specText() {
  const lines = ['name: large', 'networks:'];
  for (let bridge = 0; bridge < 4; bridge++) {
    lines.push(`  br${bridge}:`, `    addresses: [10.${bridge}.0.1/16]`, '    bridge: {stp: false}');
  }
  lines.push('x-base: &base', '  rootfs: host', '  restart: on-failure:3', 'containers:');
  for (let index = 0; index < containers; index++) {
    const bridge = index % 4;
    const address = `10.${bridge}.${1 + Math.floor(index / 250)}.${1 + (index % 250)}/16`;
    lines.push(
      `  c${index}:`,
      '    <<: *base',
      `    hostname: c${index}.\${DOMAIN:-lab}`,
      `    command: [sleep, "${1000 + index}"]`,
      '    networks:',
      `      br${bridge}: {address: ${address}}`,
      '    environment:',
      `      INDEX: "${index}"`,
      '    limits: {memory: 64M, pids: 64}',
      `    labels: [tier=t${index % 7}]`,
    );
  }
  return `${lines.join('\n')}\n`;
}

const directory = mkdtempSync(join(tmpdir(), 'lxc-compose-bench-'));
const file = join(directory, 'lxc-compose.yaml');
const cache = join(directory, 'cache');
writeFileSync(file, specText());
const environment = {
  ...process.env,
  LXC_COMPOSE_RUN_DIRECTORY: join(directory, 'run'),
  LXC_COMPOSE_STATE_DIRECTORY: join(directory, 'state'),
  LXC_COMPOSE_CACHE_DIRECTORY: cache,
};
const parser = `require('yaml').parse(require('fs').readFileSync(${JSON.stringify(file)}, 'utf8'), { maxAliasCount: -1 })`;

const cases = {
  'node -e 0': { argv: [process.execPath, '-e', '0'] },
  'the YAML parser alone': { argv: [process.execPath, '-e', parser] },
  'config -q, cold': { argv: [program, '-f', file, 'config', '-q'], cold: true },
  'plan, cold': { argv: ['unshare', '-n', program, '-f', file, 'plan'], cold: true },
  'plan, spec unchanged': { argv: ['unshare', '-n', program, '-f', file, 'plan'] },
};

try {
  console.log(
    `${readFileSync(file, 'utf8').split('\n').length - 1} lines, ${containers} containers, median of ${repeats}`,
  );
  for (const [name, { argv, cold }] of Object.entries(cases)) {
    const times = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      if (cold) rmSync(cache, { recursive: true, force: true });
      const begin = performance.now();
      execFileSync(argv[0], argv.slice(1), {
        env: environment,
        stdio: ['ignore', 'ignore', 'inherit'],
        cwd: process.cwd(),
      });
      times.push(performance.now() - begin);
    }
    times.sort((left, right) => left - right);
    console.log(
      `${name.padEnd(24)} ${(times[Math.floor(repeats / 2)] / 1000).toFixed(3)} s (${(times[0] / 1000).toFixed(3)} to ${(times.at(-1) / 1000).toFixed(3)})`,
    );
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
