/** A root file system of one program under many names, for tests that need one of their own. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';

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
