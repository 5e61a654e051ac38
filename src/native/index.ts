/**
 * Typed face of the addon (namespaces.node). The addon is loaded at the first call, so that commands which need no
 * kernel stay lean. Errors are Problems with step, call, errno and path.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ExitCode, Problem } from '../model/problem.js';

/** The addon's functions. Descriptors are plain numbers owned by the caller. */
export interface NativeModule {
  /**
   * Starts lxc-monitor from a sealed memfd with vfork semantics (no page table of Node is copied).
   * `descriptors[i]` becomes descriptor i of the child (-1 = /dev/null). cgroupPath: cloned into it when given.
   */
  spawnMonitor(
    program: string,
    args: string[],
    descriptors: number[],
    cgroupPath?: string,
  ): { pid: number; pidfd: number };
  /** A connected pair of stream sockets, close-on-exec. */
  socketPair(): [number, number];
  /** A pipe, close-on-exec: [read, write]. */
  pipe(): [number, number];
  /** Connects to a unix socket, sends one frame with descriptors; the connected descriptor comes back. Runs on a worker thread. */
  connectAndSend(path: string, frame: Uint8Array, descriptors: number[]): Promise<number>;
  /** Receives bytes with at most one descriptor (for EXEC_STARTED of a tty); descriptor -1 = none came. Worker thread. */
  receiveWithDescriptor(descriptor: number): Promise<{ bytes: Uint8Array; descriptor: number }>;
  /** Sends the same frame to many sockets and waits until each has answered with one frame or hung up. Worker thread; one poll loop. */
  requestMany(
    paths: string[],
    frame: Uint8Array,
    timeoutMs: number,
  ): Promise<{ errno: number; type: number; payload: Uint8Array }[]>;
  pidfdOpen(pid: number): { descriptor: number; inode: number } | null;
  /** Signals only if the process's pidfd inode is the one given; false = that process is gone. */
  signalProcess(pid: number, inode: number, signal: number): boolean;
  /** True for each [pid, inode] that still lives (not a zombie). One call for all. */
  processesAlive(identities: [pid: number, inode: number][]): boolean[];
  /** Resolves when the process has ended or after timeoutMs (false). Worker thread. */
  waitProcess(descriptor: number, timeoutMs: number): Promise<boolean>;
  /** Open-file-description lock on an open descriptor. wait: blocks on a worker thread; else false when taken. */
  lockFile(descriptor: number, exclusive: boolean, wait: boolean, timeoutMs: number): Promise<boolean>;
  /** Ends this process at once, whatever its worker threads are waiting for; exit(3) would wait for them. */
  exitNow(code: number): never;
  /** The texts of small kernel files, null for what is not there or not to be read. One call for all. */
  readTexts(paths: string[]): (string | null)[];
  close(descriptor: number): void;
  setCloseOnExec(descriptor: number, on: boolean): void;
  terminalSize(descriptor: number): { rows: number; columns: number } | null;
  setTerminalSize(descriptor: number, rows: number, columns: number): void;
  /** ino of /proc/self/ns/NAME of this process. */
  namespaceIdentity(pid: number, name: string): string | null;
}

/** Where the built artefacts are: beside the bundle in an installed package, in build/ in a checkout. */
function artefact(name: string): string {
  const here = dirname(typeof __filename === 'string' ? __filename : fileURLToPath(import.meta.url));
  let directory = here;
  for (let depth = 0; depth < 5; depth++, directory = dirname(directory)) {
    const path = join(directory, 'build/native/Release', name);
    if (existsSync(path)) return path;
  }
  throw new Problem(`the native part ${name} is not built`, {
    exitCode: ExitCode.unavailable,
    remedy: 'Build it: npm ci in a checkout, npm rebuild lxc-compose where it is installed',
  });
}

let loaded: NativeModule | undefined;

/** The addon, loaded once. @throws Problem (69) when it is not built */
export function loadNative(): NativeModule {
  if (!loaded) {
    const require = createRequire(typeof __filename === 'string' ? __filename : import.meta.url);
    loaded = require(artefact('namespaces.node')) as NativeModule;
  }
  return loaded;
}

/** The addon if something of it was used; nothing of it can be at work otherwise. */
export function nativeIfLoaded(): NativeModule | undefined {
  return loaded;
}

/** Path of the lxc-monitor program. @throws Problem (69) when it is not built */
export function monitorProgram(): string {
  return artefact('lxc-monitor');
}
