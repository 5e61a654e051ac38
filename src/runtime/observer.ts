/** One native process reads the host's network and looks into the namespaces of all running containers. */
import { Socket } from 'node:net';
import { loadNative, monitorProgram } from '../native/index.js';
import type { NamespaceView, NetworkView, OtherNamespaceView } from '../native/network-view.js';
import { Writer } from '../native/wire.js';
import type { LivingContainer } from './snapshot.js';

/** What one look at the host's network shows. */
export interface HostView {
  host: NetworkView;
  /** Whether the firewall table is there. */
  firewall: boolean;
  /** Of the running containers, by name. */
  containers: Map<string, NamespaceView>;
}

interface Answer extends Omit<HostView, 'containers'> {
  containers: (NamespaceView | null)[];
  numbers: number[];
  namespaces: (OtherNamespaceView | null)[];
}

/**
 * @param containers into whose namespaces to look
 * @param sysctls dotted keys to read in each
 * @param table the firewall table to look for
 */
export async function lookAtHost(
  containers: Iterable<LivingContainer>,
  sysctls: string[],
  table: string,
): Promise<HostView> {
  const running = [...containers].filter(hasNamespaces);
  const request = new Writer()
    .list(running, (writer, each) => writer.u32(each.pid!))
    .list(sysctls, (writer, key) => writer.text(key))
    .text(table)
    .list([], () => {});
  const answer = await runObserver(request.finish());
  const views = running.flatMap((each, index): [string, NamespaceView][] => {
    const view = answer.containers[index];
    return view ? [[each.name, view]] : [];
  });
  return { ...answer, containers: new Map(views) };
}

/** Whether a container has namespaces of its own to look into: before its start is done they are still being made. */
export function hasNamespaces({ pid, state }: LivingContainer): boolean {
  return pid !== null && state !== 'STARTING';
}

/** The host's network beside other namespaces' than those of our containers. */
export interface NamespacesView {
  host: NetworkView & Pick<OtherNamespaceView, 'numbers'>;
  /** In the order of the paths; null = there is no network namespace. */
  namespaces: (OtherNamespaceView | null)[];
}

/** @param paths of files that are network namespaces; @param sysctls dotted keys to read in each */
export async function lookAtNamespaces(paths: string[], sysctls: string[]): Promise<NamespacesView> {
  const request = new Writer()
    .list([], () => {})
    .list(sysctls, (writer, key) => writer.text(key))
    .text('')
    .list(paths, (writer, path) => writer.text(path));
  const { host, numbers, namespaces } = await runObserver(request.finish());
  return { host: { ...host, numbers }, namespaces };
}

async function runObserver(request: Uint8Array): Promise<Answer> {
  const native = loadNative();
  const [ours, theirs] = native.socketPair();
  const child = native.spawnMonitor(monitorProgram(), ['observe'], [theirs, theirs, 2]);
  native.close(theirs);
  const socket = new Socket({ fd: ours, readable: true, writable: true });
  socket.end(request);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  await native.waitProcess(child.pidfd, 10_000);
  native.close(child.pidfd);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Answer;
}
