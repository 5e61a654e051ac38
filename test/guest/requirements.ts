/** What the guest is made with and of; all of it is there on Debian once its packages are. */
import { spawnSync } from 'node:child_process';

const programs = {
  'qemu-system-x86_64': 'qemu-system-x86',
  'apt-get': 'apt',
  busybox: 'busybox-static',
  mke2fs: 'e2fsprogs',
  nft: 'nftables',
  ping: 'iputils-ping',
};

/** The first reason for which the guest cannot be made here; undefined when it can. */
export function whyNot(): string | undefined {
  if (process.arch !== 'x64') return `the guest is an x86-64 machine and takes its programs from this host`;
  for (const [program, packageName] of Object.entries(programs)) {
    if (spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0)
      return `${program} is not installed (apt-get install ${packageName})`;
  }
  return undefined;
}
