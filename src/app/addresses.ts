/** Pool addresses and the lock file beside the spec that remembers them. */
import { readFileSync } from 'node:fs';
import type { Project } from '../model/project.js';
import {
  type AddressLock,
  allocateAddresses,
  parseAddressLock,
  printAddressLock,
} from '../netbridge/pool.js';
import { writeAtomically } from '../store/atomic-write.js';

export interface Addressed {
  project: Project;
  lock: AddressLock;
}

/** The project with every pooled NIC's address filled in. Pure but for reading the lock file. */
export function fillAddresses(project: Project): Addressed {
  return allocateAddresses(project, parseAddressLock(read(lockPath(project))));
}

/** Writes `lxc-compose.lock` when a pool is used and the choice changed. */
export function saveAddresses({ project, lock }: Addressed): void {
  if (!project.containers.some(container => container.nics.some(nic => nic.pooled))) return;
  const text = printAddressLock(lock);
  if (read(lockPath(project)) !== text) writeAtomically(lockPath(project), text, 0o644);
}

function lockPath(project: Project): string {
  return `${project.directory}/lxc-compose.lock`;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
