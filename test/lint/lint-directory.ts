/** Lints specs for the tests, as the command does it. */
import type { Invocation, LintResult } from '../../src/app/contract.js';
import { lint } from '../../src/app/lint.js';
import { noTrace } from '../../src/runtime/trace.js';

/** An invocation without anything of the environment. */
export function invocationIn(directory: string, more: Partial<Invocation> = {}): Invocation {
  return {
    files: ['spec.yaml'],
    profiles: [],
    envFiles: [],
    environment: {},
    workingDirectory: directory,
    lockTimeoutMs: 0,
    trace: noTrace,
    report: () => {},
    ...more,
  };
}

/** The file `spec.yaml` of a directory. */
export function lintDirectory(directory: string): Promise<LintResult> {
  return lint(invocationIn(directory));
}

export function lintText(text: string, more: Partial<Invocation> = {}): Promise<LintResult> {
  return lint(invocationIn('/srv/lab', { files: ['-'], standardInput: text, ...more }));
}
