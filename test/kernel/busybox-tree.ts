/** A root file system of one program under many names, for tests that need one of their own. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';

/** @returns the directory */
export function makeBusyboxTree(directory: string): string {
  for (const name of ['bin', 'etc', 'proc', 'sys', 'dev', 'tmp', 'lib/deep'])
    mkdirSync(`${directory}/${name}`, { recursive: true });
  const busybox = execFileSync('sh', ['-c', 'command -v busybox'], { encoding: 'utf8' }).trim();
  copyFileSync(busybox, `${directory}/bin/busybox`);
  execFileSync('chroot', [directory, '/bin/busybox', '--install', '-s', '/bin']);
  writeFileSync(`${directory}/etc/passwd`, 'root:x:0:0::/:/bin/sh\n');
  writeFileSync(`${directory}/etc/group`, 'root:x:0:\n');
  writeFileSync(`${directory}/lib/deep/file`, 'of the base\n');
  return directory;
}

/** The same with busybox's init, which says when it has booted and when it goes down. @returns the directory */
export function makeInitTree(directory: string): string {
  makeBusyboxTree(directory);
  for (const name of ['sbin', 'run', 'var']) mkdirSync(`${directory}/${name}`, { recursive: true });
  symlinkSync('../bin/busybox', `${directory}/sbin/init`);
  const lines = [
    '::sysinit:/bin/echo booted',
    '::respawn:/bin/sleep 1000',
    '::shutdown:/bin/echo going down',
  ];
  writeFileSync(`${directory}/etc/inittab`, `${lines.join('\n')}\n`);
  return directory;
}
