/**
 * `ip -force -batch -`, kept running while there is work. The end of a request is seen by a line that
 * cannot succeed: iproute2 reports its number on standard error, after everything that came before it.
 */
import { Problem } from '../model/problem.js';
import { type BatchFailure, type Ip, parseFailures } from './ip.js';
import { findProgram, startProgram } from './program.js';

/** No link can have this name: ours never begin with a dot, and a person would have to try. */
const impossible = 'link show dev .lxcc-sync';
/** It remembers names' numbers, which may change while nobody looks. */
const idleMs = 300;
/** The largest batch takes a second. */
const answerMs = 30_000;

interface Request {
  lines: string[];
  /** Line number of the last one. */
  last: number;
  /** Ends a program that hangs. */
  timer: NodeJS.Timeout;
  resolve(failures: BatchFailure[]): void;
  reject(problem: Problem): void;
}

/** @param lock a descriptor that the program keeps open, so that the next `up` waits for it when we are killed; -1 = none */
export function openIp(lock: number): Ip {
  let running: Promise<Running> | undefined;
  let idle: NodeJS.Timeout | undefined;

  const run = () => {
    running ??= start(lock, () => {
      running = undefined;
    });
    return running;
  };
  const ask = async (lines: string[]) => {
    clearTimeout(idle);
    try {
      return await (await run()).ask(lines);
    } finally {
      idle = setTimeout(close, idleMs).unref();
    }
  };
  const close = () => {
    clearTimeout(idle);
    // One that could not be started has said so.
    void running?.then(
      program => program.end(),
      () => {},
    );
    running = undefined;
  };
  return {
    // Whether it could be started is for the first batch to say.
    prepare: () => void run().catch(() => {}),
    batch: async lines => (lines.length === 0 ? [] : await ask(lines)),
    close,
  };
}

interface Running {
  ask(lines: string[]): Promise<BatchFailure[]>;
  end(): void;
}

async function start(lock: number, gone: () => void): Promise<Running> {
  const { program } = await startProgram(findProgram('ip', 'iproute2'), ['-force', '-batch', '-'], lock);
  const pending: Request[] = [];
  let written = 0;
  let stderr = '';
  let hung = false;

  const settle = () => {
    for (let request = pending[0]; request; request = pending[0]) {
      const end = `Command failed -:${request.last}\n`;
      const at = stderr.indexOf(end);
      if (at < 0) return;
      // What the impossible line itself said stands right before.
      const said = stderr.slice(0, at).replace(/[^\n]*\n$/, '');
      stderr = stderr.slice(at + end.length);
      const before = request.last - request.lines.length - 1;
      clearTimeout(request.timer);
      request.resolve(said === '' ? [] : parseFailures(said, request.lines, before));
      pending.shift();
    }
  };
  program.stdout!.resume();
  program.stderr!.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    settle();
  });
  program.stdin!.on('error', () => {});
  // Also for a word that it cannot parse it ends as a whole.
  void program.then(() => {
    gone();
    for (const request of pending.splice(0)) {
      clearTimeout(request.timer);
      request.reject(
        new Problem(
          `the program ip ${hung ? `did not answer within ${answerMs / 1000} s` : 'ended early'}: ${stderr.trim() || 'it gave no reason'}`,
        ),
      );
    }
  });

  return {
    ask: lines =>
      new Promise((resolve, reject) => {
        written += lines.length + 1;
        const timer = setTimeout(() => {
          hung = true;
          program.kill('SIGKILL');
        }, answerMs);
        pending.push({ lines, last: written, timer, resolve, reject });
        program.stdin!.write(`${lines.join('\n')}\n${impossible}\n`);
      }),
    end: () => program.stdin!.end(),
  };
}
