/**
 * The one error path. Everything that goes wrong reaches the user as one sentence with the line that asked for
 * it, what the kernel said and what to do; see docs/errors.md.
 */
import type { Position } from './project.js';

/** Exit codes of the command line: sysexits(3) where it has one, Docker's for `exec`. */
export const ExitCode = {
  ok: 0,
  failed: 1,
  changes: 2,
  partial: 3,
  refused: 4,
  stale: 5,
  usage: 64,
  invalidSpec: 65,
  noSpec: 66,
  unavailable: 69,
  lockBusy: 75,
  permission: 77,
  timeout: 124,
  execFailed: 125,
  notExecutable: 126,
  notFound: 127,
  interrupted: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** What the kernel said: the failing step in our words, the call, the errno's name and the path or object. */
export interface KernelReport {
  step: string;
  call: string;
  errno: string;
  path?: string;
}

export class Problem extends Error {
  override name = 'Problem';
  exitCode: ExitCode;
  position?: Position;
  kernel?: KernelReport;
  /** What the user can do about it: an imperative sentence. */
  remedy?: string;

  /** @param message one sentence without full stop, naming the thing that failed */
  constructor(
    message: string,
    options: {
      exitCode?: ExitCode;
      position?: Position;
      kernel?: KernelReport;
      remedy?: string;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.exitCode = options.exitCode ?? ExitCode.failed;
    if (options.position) this.position = options.position;
    if (options.kernel) this.kernel = options.kernel;
    if (options.remedy) this.remedy = options.remedy;
  }
}
