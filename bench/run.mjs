// npm run bench: how long the same job takes lxc-compose, the kernel alone and other programs on this machine.
// This outer part only makes the room in which everything happens, and tidies up when it is gone.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildFloor } from './build.mjs';
import { removeCgroups } from './cgroups.mjs';
import { readOptions } from './options.mjs';

const options = readOptions(process.argv.slice(2));
if (process.getuid() !== 0) {
  console.error('The benchmark makes namespaces and cgroups: run it as root.');
  process.exit(77);
}

const room = {
  ...options,
  project: `bench${process.pid}`,
  directory: mkdtempSync(join(tmpdir(), 'lxc-compose-bench-')),
  floor: buildFloor(),
};

// A pid namespace of its own, so that whatever a measured program leaves running ends with it, whatever happens. Its
// PID 1 is a shell because Node does not wait for processes that it did not start itself: they would stay as zombies.
const inside = fileURLToPath(new URL('inside.mjs', import.meta.url));
const child = spawn(
  'unshare',
  [
    ...['--net', '--mount', '--pid', '--fork', '--mount-proc', '--kill-child', '--propagation', 'private'],
    ...['sh', '-c', '"$@" & wait $!', 'sh', process.execPath, inside, JSON.stringify(room)],
  ],
  { stdio: ['ignore', 'inherit', 'inherit'], detached: true },
);

let interrupted;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    interrupted = signal;
    // SIGKILL, because unshare ignores the gentler ones while it waits; --kill-child then ends the pid namespace.
    child.kill('SIGKILL');
  });
}

child.on('error', error => {
  console.error(`unshare (util-linux) could not be started: ${error.message}`);
});
child.on('close', async code => {
  await removeCgroups(room.project);
  rmSync(room.directory, { recursive: true, force: true });
  process.exitCode = interrupted ? { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }[interrupted] : (code ?? 1);
});
