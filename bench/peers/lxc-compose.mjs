import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addressOf, indexes, job } from '../job.mjs';

const program = fileURLToPath(new URL('../../bin/lxc-compose', import.meta.url));
const bundle = fileURLToPath(new URL('../../dist/loader.cjs', import.meta.url));
const directoryOf = room => join(room.directory, 'lxc-compose');

function specOf(room, containers) {
  const lines = [`name: ${room.project}`, `networks: {br0: {addresses: [${job.gateway}/16]}}`, 'containers:'];
  for (const index of indexes(containers)) {
    lines.push(
      `  c${index}:`,
      `    hostname: c${index}`,
      `    rootfs: {path: ${room.rootfs}, ro: true}`,
      '    command: [/bin/sleep, infinity]',
      `    networks: {br0: {address: ${addressOf(index)}/16, gateway: ${job.gateway}}}`,
      `    limits: {memory: 64M, pids: ${job.pids}, cpus: ${job.cpuQuotaMicroseconds / job.cpuPeriodMicroseconds}}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** This program, as it is shipped: the default isolation, state in the benchmark's own tmpfs. */
export const lxcCompose = {
  missing: () => (existsSync(bundle) ? undefined : 'it is not built yet; run npm run build'),
  processes: /^lxc-monitor /,
  prepare(room, containers) {
    mkdirSync(directoryOf(room), { recursive: true });
    writeFileSync(join(directoryOf(room), 'lxc-compose.yaml'), specOf(room, containers));
  },
  commands(room) {
    const directory = directoryOf(room);
    const environment = {
      LXC_COMPOSE_RUN_DIRECTORY: join(directory, 'run'),
      LXC_COMPOSE_STATE_DIRECTORY: join(directory, 'state'),
      LXC_COMPOSE_CACHE_DIRECTORY: join(directory, 'cache'),
    };
    const command = (...words) => ({ argv: [program, ...words], environment, directory });
    return {
      up: command('up', '-y'),
      noop: command('up', '-y'),
      ps: command('ps'),
      exec: index => command('exec', '-T', `c${index}`, 'true'),
      down: command('down', '-y', '-t', '0'),
    };
  },
};
