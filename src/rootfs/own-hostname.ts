import { lstatSync } from 'node:fs';
import type { Container } from '../model/project.js';
import type { SetupStep } from '../native/launch-plan.js';

/**
 * An init gives the machine the name in /etc/hostname, which in a root file system that was made elsewhere is another
 * machine's: over it comes the name that the spec gives. @param firstId host id of the container's root
 */
export function ownHostname({ system, rootfs, hostname }: Container, firstId: number): SetupStep[] {
  const target = '/etc/hostname';
  if (!system || rootfs.source !== 'path') return [];
  if (!lstatSync(`${rootfs.path}${target}`, { throwIfNoEntry: false })?.isFile()) return [];
  const content = Buffer.from(`${hostname}\n`);
  return [{ op: 'sealed-file', target, content, mode: 0o644, uid: firstId, gid: firstId }];
}
