/** One native process looks into the namespaces of all running containers. */
import { Socket } from 'node:net';
import { loadNative, monitorProgram, type NamespaceView } from '../native/index.js';
import type { LivingContainer } from './snapshot.js';

/** @param sysctls dotted keys to read in each */
export async function observeNamespaces(
  containers: ReadonlyMap<string, LivingContainer>,
  sysctls: string[],
): Promise<Map<string, NamespaceView>> {
  const running = [...containers.values()].filter(each => each.pid !== null && each.state !== 'STARTING');
  if (running.length === 0) return new Map();
  const views = await runObserver(
    running.map(each => each.pid!),
    sysctls,
  );
  return new Map(running.flatMap((each, index) => (views[index] ? [[each.name, views[index]]] : [])));
}

async function runObserver(pids: number[], sysctls: string[]): Promise<(NamespaceView | null)[]> {
  const native = loadNative();
  const [ours, theirs] = native.socketPair();
  const child = native.spawnMonitor(monitorProgram(), ['observe'], [theirs, theirs, 2]);
  native.close(theirs);
  const socket = new Socket({ fd: ours, readable: true, writable: true });
  socket.end(encodeRequest(pids, sysctls));
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  await native.waitProcess(child.pidfd, 10_000);
  native.close(child.pidfd);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as (NamespaceView | null)[];
}

function encodeRequest(pids: number[], sysctls: string[]): Buffer {
  const parts: Buffer[] = [u32(pids.length), ...pids.map(u32), u32(sysctls.length)];
  for (const key of sysctls) parts.push(u32(Buffer.byteLength(key)), Buffer.from(key));
  return Buffer.concat(parts);
}

function u32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}
