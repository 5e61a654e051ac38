/** The native starter as a process of ours: one socket, frames both ways. */
import { Socket } from 'node:net';
import { Problem } from '../model/problem.js';
import { encodeConfigureSteps, encodeLaunchPlan } from '../native/encode.js';
import { loadNative, monitorProgram } from '../native/index.js';
import { FrameSplitter, frame, Reader, Writer } from '../native/wire.js';
import { readFailure } from './kernel-failure.js';
import type { Starter } from './starter.js';

const CREATE = 1;
const START = 2;
const ABORT = 3;
const CREATED = 16;
const STARTED = 17;
const FAILED = 18;

interface Pending {
  container: string;
  resolve: (result: { pid: number; monitor: number }) => void;
  reject: (problem: Problem) => void;
}

/** @param options.lock the project's, kept open by the starter so that the next `up` waits for it; -1 = none */
export async function startStarter(options: {
  project: string;
  lock: number;
  cgroupPath?: string;
}): Promise<Starter> {
  const native = loadNative();
  const [ours, theirs] = native.socketPair();
  const child = native.spawnMonitor(
    monitorProgram(),
    ['starter'],
    [-1, -1, 2, theirs, options.lock],
    options.cgroupPath,
  );
  native.close(theirs);
  const socket = new Socket({ fd: ours, readable: true, writable: true });
  const ids = new Map<string, number>();
  const pending = new Map<number, Pending>();
  const splitter = new FrameSplitter();

  socket.on('data', (chunk: Buffer) => {
    for (const { type, payload } of splitter.push(chunk)) settle(type, new Reader(payload));
  });
  const hangUp = () => {
    for (const each of pending.values())
      each.reject(new Problem(`the starter ended before ${each.container} was ready`));
    pending.clear();
  };
  socket.on('error', hangUp);
  socket.on('close', hangUp);

  function settle(type: number, reader: Reader): void {
    const id = reader.u32();
    const waiting = pending.get(id);
    if (!waiting) return;
    pending.delete(id);
    if (type === CREATED) waiting.resolve({ pid: reader.u32(), monitor: reader.u32() });
    else if (type === STARTED) waiting.resolve({ pid: 0, monitor: 0 });
    else if (type === FAILED) waiting.reject(readFailure(reader, `container ${waiting.container}`, true));
  }

  function request(
    container: string,
    type: number,
    payload: Uint8Array,
  ): Promise<{ pid: number; monitor: number }> {
    const id = ids.get(container)!;
    return new Promise((resolve, reject) => {
      pending.set(id, { container, resolve, reject });
      // What one turn of the event loop asks for goes out in one write.
      if (socket.writableCorked === 0) {
        socket.cork();
        process.nextTick(() => socket.uncork());
      }
      socket.write(frame(type, new Writer().u32(id).raw(payload).finish()));
    });
  }

  return {
    create(plan) {
      ids.set(plan.container, ids.size + 1);
      return request(plan.container, CREATE, encodeLaunchPlan(plan));
    },
    async start(container, steps) {
      await request(container, START, encodeConfigureSteps(steps));
    },
    async abort(container) {
      socket.write(frame(ABORT, new Writer().u32(ids.get(container)!).finish()));
    },
    async close() {
      const ended = native.waitProcess(child.pidfd, 15_000);
      socket.end();
      await ended;
      socket.destroy();
      native.close(child.pidfd);
    },
  };
}
