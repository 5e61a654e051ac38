import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const run = (program, ...words) => execFileSync(program, words, { stdio: ['ignore', 'ignore', 'inherit'] });
const tmpfs = directory => run('mount', '-t', 'tmpfs', '-o', 'mode=755', 'lxc-compose-bench', directory);

/** A new sysfs shows the network namespace of who mounts it; the old one would show the machine's interfaces. */
function showOurNetwork(directory) {
  const cgroups = join(directory, 'cgroup');
  mkdirSync(cgroups);
  run('mount', '--rbind', '/sys/fs/cgroup', cgroups);
  run('mount', '-t', 'sysfs', 'sysfs', '/sys');
  run('mount', '--rbind', cgroups, '/sys/fs/cgroup');
  run('umount', '-R', '-l', cgroups);
}

function makeRootfs(rootfs, payload) {
  for (const name of ['bin', 'dev', 'etc', 'proc', 'sys', 'tmp', 'run', 'root', 'var', 'mnt']) {
    mkdirSync(join(rootfs, name), { recursive: true });
  }
  for (const name of ['sleep', 'true']) copyFileSync(payload, join(rootfs, 'bin', name));
  for (const name of ['hosts', 'hostname', 'resolv.conf']) writeFileSync(join(rootfs, 'etc', name), '');
  writeFileSync(join(rootfs, 'etc', 'passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  writeFileSync(join(rootfs, 'etc', 'group'), 'root:x:0:\n');
}

/** Mounts what the peers need in the private mount namespace; it vanishes with the namespace. */
export function setUpRoom(room) {
  run('ip', 'link', 'set', 'lo', 'up');
  tmpfs(room.directory);
  showOurNetwork(room.directory);
  for (const taken of ['/run/lxc', '/run/lock/lxc']) if (existsSync(taken)) tmpfs(taken);
  const rootfs = join(room.directory, 'rootfs');
  makeRootfs(rootfs, room.floor.payload);
  return { ...room, rootfs };
}
