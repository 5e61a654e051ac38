/** Requests to containers' monitors; one a connection. See docs/native-protocol.md. */
import { Socket } from 'node:net';
import { constants } from 'node:os';
import { ExitCode, Problem } from '../model/problem.js';
import { encodeConfigureSteps } from '../native/encode.js';
import { loadNative } from '../native/index.js';
import type { ConfigureStep } from '../native/launch-plan.js';
import { FrameSplitter, frame, Reader, Writer } from '../native/wire.js';
import { readFailure } from './kernel-failure.js';
import type { LivingContainer } from './snapshot.js';

const STOP = 32;
const EXEC = 34;
const CONFIGURE = 35;
const WATCH = 36;
const CONSOLE = 40;
const DONE = 48;
const EXEC_STARTED = 49;
const EXITED = 50;
const FAILED = 51;
const STATUS = 52;
const CONSOLE_OPEN = 53;

/** Longest a stop may take beyond its grace: the monitor gives a cgroup 10 s to become empty. */
const stopSlackMs = 12_000;
const plansOwn = 0xffffffff;

function socketOf(directory: string): string {
  return `${directory}/socket`;
}

/**
 * Stops many containers at once.
 * @param graceMs null = each plan's own; 0 = kill at once
 * @param forget the monitors remove their run directories too
 * @returns one entry a container: null = stopped, a Problem when no monitor answered
 */
export async function stopMonitors(
  directories: string[],
  graceMs: number | null,
  forget: boolean,
): Promise<(Problem | null)[]> {
  const request = frame(
    STOP,
    new Writer()
      .u32(0)
      .u32(graceMs ?? plansOwn)
      .bool(forget)
      .finish(),
  );
  // With the plans' own grace the longest is not known here; the monitors bound themselves.
  const timeoutMs = graceMs === null ? -1 : graceMs + stopSlackMs;
  const answers = await loadNative().requestMany(directories.map(socketOf), request, timeoutMs);
  return answers.map(({ errno, type }, index) =>
    errno === 0 && type === DONE
      ? null
      : new Problem(`the monitor of ${nameOf(directories[index]!)} did not answer`),
  );
}

function nameOf(directory: string): string {
  return directory.slice(directory.lastIndexOf('/') + 1);
}

/** One request for many monitors. `gone` = nobody answered: the container has ended. */
export async function requestMonitors(
  directories: string[],
  type: number,
  payload: Uint8Array,
  timeoutMs: number,
): Promise<{ kind: 'done' | 'failed' | 'gone'; payload: Uint8Array }[]> {
  const paths = directories.map(socketOf);
  const answers = await loadNative().requestMany(paths, frame(type, payload), timeoutMs);
  return answers.map(answer => {
    const kind = answer.errno !== 0 ? 'gone' : answer.type === DONE ? 'done' : 'failed';
    return { kind, payload: answer.payload };
  });
}

/** Runs steps in a running container's namespaces. @throws Problem with the step that failed */
export async function configureMonitor(directory: string, steps: ConfigureStep[]): Promise<void> {
  const name = nameOf(directory);
  const [answer] = await loadNative().requestMany(
    [socketOf(directory)],
    frame(CONFIGURE, encodeConfigureSteps(steps)),
    30_000,
  );
  if (answer?.type === DONE) return;
  if (answer && gone.has(errnoName(answer.errno))) throw notRunning(name, ExitCode.failed);
  if (answer?.type === FAILED)
    throw readFailure(new Reader(Buffer.from(answer.payload)), `container ${name}`, false);
  throw new Problem(`the monitor of ${name} did not answer`, { remedy: 'lxc-compose up starts it again.' });
}

/**
 * Opens one of a container's terminals. @param number 0xffffffff = the first free one @param socket sees and types
 * @throws Problem
 */
export async function openConsole(
  directory: string,
  number: number,
  replay: boolean,
  socket: number,
): Promise<{ payload: Buffer; master: number }> {
  const native = loadNative();
  const name = directory.slice(directory.lastIndexOf('/') + 1);
  const request = frame(CONSOLE, new Writer().u32(number).bool(replay).finish());
  const unlessRunning = (error: Error & { code?: string }): never => {
    throw gone.has(error.code ?? '') ? notRunning(name, ExitCode.failed) : error;
  };
  const descriptor = await native.connectAndSend(socketOf(directory), request, [socket]).catch(unlessRunning);
  try {
    const first = await native.receiveWithDescriptor(descriptor).catch(unlessRunning);
    const [answer] = new FrameSplitter().push(Buffer.from(first.bytes));
    if (answer?.type === CONSOLE_OPEN) return { payload: answer.payload, master: first.descriptor };
    if (answer?.type === FAILED) throw readFailure(new Reader(answer.payload), `container ${name}`, false);
    throw notRunning(name, ExitCode.failed);
  } finally {
    native.close(descriptor);
  }
}

/** The container's states as its monitor tells them, the present one first; ends with the monitor or the signal. */
export async function* watchMonitor(
  directory: string,
  signal?: AbortSignal,
): AsyncGenerator<Omit<LivingContainer, 'name' | 'applied'>> {
  const socket = await connect(directory, frame(WATCH, new Uint8Array()), []).catch(unlessGone);
  if (!socket) return;
  const stop = () => socket.destroy();
  signal?.addEventListener('abort', stop, { once: true });
  const splitter = new FrameSplitter();
  try {
    for await (const chunk of socket) {
      for (const { type, payload } of splitter.push(chunk as Buffer)) {
        if (type === STATUS) yield JSON.parse(new Reader(payload).text());
      }
    }
  } catch (error) {
    if (!signal?.aborted) unlessGone(error as Error);
  } finally {
    signal?.removeEventListener('abort', stop);
    socket.destroy();
  }
}

export interface MonitorExec {
  argv: string[];
  environment: string[];
  workingDirectory: string;
  user: string;
  tty: boolean;
  /** Without the container's capabilities and system call filter. */
  privileged: boolean;
  /** Without its cgroups: in those of its monitor. */
  ownCgroup?: boolean | undefined;
  /** Without its security label. */
  unlabelled?: boolean | undefined;
  /** CLONE_NEW* of the namespaces to enter; absent = all that it has. */
  namespaces?: number | undefined;
  /** Outside its mounts: /proc and /sys of the namespaces that it is in, for itself alone. */
  remount?: boolean | undefined;
  /** Of personality(2). */
  personality?: number | undefined;
  /** Security label instead of the container's. */
  label?: string | undefined;
  rows: number;
  columns: number;
}

export interface RunningExec {
  /** Master of the program's terminal, or -1. */
  master: number;
  /** The wait status as an exit code: its own, or 128 + signal. */
  exitCode: Promise<number>;
}

/**
 * Starts a program inside. @param descriptors standard input, output and error; empty with a tty
 * @throws Problem with exit code 125, 126 or 127
 */
export async function execInMonitor(
  directory: string,
  request: MonitorExec,
  descriptors: number[],
): Promise<RunningExec> {
  const native = loadNative();
  const name = nameOf(directory);
  const payload = new Writer()
    .list(request.argv, (writer, text) => writer.text(text))
    .list(request.environment, (writer, text) => writer.text(text))
    .text(request.workingDirectory)
    .text(request.user)
    .bool(request.tty)
    .u16(request.rows)
    .u16(request.columns)
    .u8((request.privileged ? 1 : 0) | (request.ownCgroup ? 2 : 0) | (request.unlabelled ? 4 : 0))
    .u32(request.namespaces ?? 0)
    .bool(request.remount === true)
    .u32(request.personality ?? plansOwn)
    .text(request.label ?? '')
    .finish();
  const fail = (error: Error & { code?: string }): never => {
    throw gone.has(error.code ?? '') ? notRunning(name) : error;
  };
  const socket = socketOf(directory);
  const descriptor = await native.connectAndSend(socket, frame(EXEC, payload), descriptors).catch(fail);
  const splitter = new FrameSplitter();
  const first = await native.receiveWithDescriptor(descriptor).catch(error => {
    native.close(descriptor);
    return fail(error);
  });
  const [started, ...rest] = splitter.push(Buffer.from(first.bytes));
  if (started?.type !== EXEC_STARTED) {
    native.close(descriptor);
    // It hung up: it was ending when we came.
    if (started?.type !== FAILED) throw notRunning(name);
    const problem = readFailure(new Reader(started.payload), `container ${name}`, false);
    if (problem.exitCode === 1) problem.exitCode = 125;
    throw problem;
  }
  return { master: first.descriptor, exitCode: exitCodeFrom(new Socket({ fd: descriptor }), splitter, rest) };
}

async function exitCodeFrom(
  socket: Socket,
  splitter: FrameSplitter,
  early: { type: number; payload: Buffer }[],
): Promise<number> {
  const read = (frames: { type: number; payload: Buffer }[]) => frames.find(each => each.type === EXITED);
  let ended = read(early);
  if (!ended) {
    try {
      for await (const chunk of socket) {
        ended = read(splitter.push(chunk as Buffer));
        if (ended) break;
      }
    } catch (error) {
      unlessGone(error as Error);
    }
  }
  socket.destroy();
  // The monitor ended first, and the container with it.
  if (!ended) return 137;
  const status = new Reader(ended.payload).u32();
  return (status & 0x7f) === 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);
}

async function connect(directory: string, request: Buffer, descriptors: number[]): Promise<Socket> {
  const descriptor = await loadNative().connectAndSend(socketOf(directory), request, descriptors);
  return new Socket({ fd: descriptor, readable: true, writable: true });
}

/** A monitor that has ended took its socket with it: the status file holds its last word. */
function unlessGone(error: Error & { code?: string }): null {
  if (gone.has(error.code ?? '')) return null;
  throw error;
}

/** What the kernel says of a socket whose monitor has ended, or is ending. */
const gone: ReadonlySet<string> = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

function notRunning(container: string, exitCode: ExitCode = ExitCode.execFailed): Problem {
  return new Problem(`${container} does not run, or has just ended`, {
    exitCode,
    remedy: `See how it ended with lxc-compose ps --all, and start it: lxc-compose up ${container}`,
  });
}

function errnoName(number: number): string {
  return Object.entries(constants.errno).find(([, each]) => each === number)?.[0] ?? '';
}
