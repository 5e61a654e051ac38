/** Runs a system program (ip, nft) with nothing of the caller's environment: no PATH, no LD_PRELOAD, no language. */
import { existsSync } from 'node:fs';
import type { ResultPromise } from 'execa';
import { ExitCode, Problem } from '../model/problem.js';

const directories = ['/usr/sbin', '/sbin', '/usr/bin', '/bin'];

/** @throws Problem (69) with the package to install */
export function findProgram(name: string, packageName: string): string {
  const found = directories.map(directory => `${directory}/${name}`).find(path => existsSync(path));
  if (found) return found;
  throw new Problem(`the program ${name} is not installed`, {
    exitCode: ExitCode.unavailable,
    remedy: `Install it: apt-get install ${packageName}`,
  });
}

/** What every program of ours gets: nothing of the caller's environment, and no shell. */
const surroundings = {
  extendEnv: false,
  env: { PATH: directories.join(':'), LC_ALL: 'C' },
  cwd: '/',
  shell: false,
  reject: false,
} as const;

/**
 * Starts a program that is talked to over its standard input and output; it ends with the former. In an object, because
 * execa's process is a promise of its end, which a promise of it would wait for.
 */
export async function startProgram(
  path: string,
  args: string[],
  lock: number,
): Promise<{ program: ResultPromise }> {
  // Loading execa keeps this thread for 20 ms: what can be sent to others before that keeps them at work meanwhile.
  await new Promise(setImmediate);
  const { execa } = await import('execa');
  return { program: execa(path, args, { ...surroundings, buffer: false, ...inheritLock(lock) }) };
}

export interface ProgramResult {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/**
 * @param lock a descriptor that the program keeps open, so that the next `up` waits for it when we are killed; -1 = none
 * @throws Problem when it cannot be started or does not end within its seconds; a failure status is the caller's to judge
 */
export async function runProgram(
  path: string,
  args: string[],
  input: string | undefined,
  lock: number,
  seconds = 30,
): Promise<ProgramResult> {
  const { execa } = await import('execa');
  const result = await execa(path, args, {
    ...surroundings,
    stripFinalNewline: false,
    timeout: seconds * 1000,
    killSignal: 'SIGKILL',
    input: input ?? '',
    ...inheritLock(lock),
  });
  if (result.timedOut || result.exitCode === undefined) {
    throw new Problem(`${path} ${result.timedOut ? `did not end within ${seconds} s` : 'could not be run'}`, {
      kernel: { step: 'run a program', call: 'execve', errno: result.code ?? 'EIO', path },
    });
  }
  return { exitCode: result.exitCode, stdout: String(result.stdout), stderr: String(result.stderr) };
}

/** Descriptor 3 of the program, which knows nothing of it. execa takes a number there, but its types do not say so. */
function inheritLock(lock: number): object {
  return lock >= 0 ? { stdio: ['pipe', 'pipe', 'pipe', lock] } : {};
}
