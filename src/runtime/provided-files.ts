/** A container's configs and secrets on their way into its launch plan: the bytes are read only now, and kept nowhere. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Problem } from '../model/problem.js';
import type { Container, Project } from '../model/project.js';
import type { ContentSource, ProvidedFile } from '../model/provided.js';
import type { SetupStep } from '../native/launch-plan.js';
import type { Session } from './session.js';

/** Bytes by target. */
export type Contents = ReadonlyMap<string, Uint8Array>;

/** @throws Problem when what is read is not what the plan was made for; it never says what was read */
export async function readContents(name: string, session: Session): Promise<Contents> {
  const { project } = session;
  const contents = new Map<string, Uint8Array>();
  for (const file of project.containers.find(each => each.name === name)!.files) {
    const content = await read(sourceOf(file, project), session);
    if (!content || createHash('sha256').update(content).digest('hex') !== file.sha256) {
      throw new Problem(`the ${file.kind} ${file.source} has changed since the spec was read`, {
        remedy: 'Run the command again.',
      });
    }
    contents.set(file.target, content);
  }
  return contents;
}

function sourceOf({ kind, source }: ProvidedFile, project: Project): ContentSource {
  const all = kind === 'config' ? project.configs : project.secrets;
  return all.find(each => each.name === source)!.from;
}

async function read(from: ContentSource, session: Session): Promise<Uint8Array | undefined> {
  if ('content' in from) return Buffer.from(from.content);
  if ('environment' in from) {
    const value = await session.variable(from.environment);
    return value === undefined ? undefined : Buffer.from(value);
  }
  try {
    return readFileSync(from.file);
  } catch {
    return undefined;
  }
}

/** Sealed files over everything else that is mounted. @param firstId host id of the container's root */
export function providedFileSteps(container: Container, firstId: number, contents: Contents): SetupStep[] {
  return container.files.map(({ target, uid, gid, mode }) => ({
    op: 'sealed-file',
    target,
    content: contents.get(target) ?? new Uint8Array(),
    mode,
    uid: firstId + uid,
    gid: firstId + gid,
  }));
}

/** A read-only root has no place for /run/secrets. A system has a /run of its own anyway. */
export function ownRun({ files, mounts, system, rootfs }: Container): SetupStep[] {
  const closed = rootfs.source === 'path' && rootfs.readOnly && !rootfs.overlay;
  if (system || !closed || !files.some(each => each.target.startsWith('/run/'))) return [];
  if (mounts.some(each => each.target === '/run')) return [];
  const attributes = { noSuid: true, noDev: true };
  return [{ op: 'filesystem', type: 'tmpfs', target: '/run', options: ['mode=755'], attributes }];
}
