/** Volumes, binds, tmpfs, configs and secrets; doing half. They are made with their container, and the kernel is asked whether they still are there. */
import { readFileSync } from 'node:fs';
import type { Resource } from '../../model/resource.js';
import type { RuntimeKind } from '../kind.js';
import type { Snapshot } from '../snapshot.js';
import { recordedParts } from './rootfs.js';

export const mountProvider: RuntimeKind = {
  kind: 'mount',
  async observe(snapshot: Snapshot): Promise<Resource[]> {
    const [recorded, containers] = await Promise.all([
      recordedParts(snapshot, 'mount', id => /\.(?:volumes|configs|secrets)\.\//.test(id)),
      snapshot.containers(),
    ]);
    const targets = new Map<string, Set<string>>();
    return recorded.filter(resource => {
      const name = resource.container!;
      if (!targets.has(name)) targets.set(name, mountTargets(containers.get(name)!.pid));
      return targets.get(name)!.has(targetOf(resource.id, name));
    });
  },
  // Never planned alone: a part of the container's create.
  apply: async operations => operations.map(operation => ({ operation, ok: true })),
  commands: operation => [`# ${operation.resource}: made with its container`],
};

/** `containers.NAME.volumes./TARGET` */
function targetOf(id: string, container: string): string {
  return id.slice(id.indexOf('/', `containers.${container}.`.length));
}

/** Mount points inside, from proc_pid_mountinfo(5); blanks and such are octal there. */
function mountTargets(pid: number | null): Set<string> {
  if (pid === null) return new Set();
  try {
    const lines = readFileSync(`/proc/${pid}/mountinfo`, 'utf8').split('\n');
    return new Set(
      lines.map(line =>
        (line.split(' ')[4] ?? '').replace(/\\([0-7]{3})/g, (_all, digits: string) =>
          String.fromCharCode(Number.parseInt(digits, 8)),
        ),
      ),
    );
  } catch {
    return new Set();
  }
}
