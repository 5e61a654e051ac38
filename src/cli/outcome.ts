import type { ApplyResult } from '../app/contract.js';
import { ExitCode, Problem } from '../model/problem.js';

/**
 * The exit code of work that was done (docs/errors.md). Only what failed counts: 124 when all of it ran out of time,
 * 3 when some of the plan was carried out and stays, else the failure's own code, so that a host without a needed
 * feature gives 69 and not 1.
 */
export function exitCodeOfApply(result: ApplyResult): number {
  const codes = new Set(result.failed.map(failure => failure.problem.exitCode));
  if (codes.size === 0) return result.leftOver.length > 0 ? ExitCode.failed : ExitCode.ok;
  if (codes.size === 1 && codes.has(ExitCode.timeout)) return ExitCode.timeout;
  if (result.done.some(operation => operation.action !== 'wait')) return ExitCode.partial;
  return codes.size === 1 ? [...codes][0]! : ExitCode.failed;
}

/** The exit code of a command that threw. */
export function exitCodeOfError(error: unknown): number {
  return error instanceof Problem ? error.exitCode : ExitCode.failed;
}
