/** Changes to the host's links by iproute2: what may be asked of it, and what its answers mean. */
import { Problem } from '../model/problem.js';

/** One `ip` for a whole command: starting it anew for each batch costs more than what it does. */
export interface Ip {
  /**
   * Runs the lines; one that the kernel refuses does not keep the others from running.
   * @returns the failures by line; empty = all done
   */
  batch(lines: string[]): Promise<BatchFailure[]>;
  /** Starts it while there is something to wait for, when it is sure to be needed. */
  prepare(): void;
  close(): void;
}

export interface BatchFailure {
  /** Index of the line, from 0. */
  line: number;
  problem: Problem;
}

/**
 * iproute2 prints what the kernel said, then `Command failed -:LINE`.
 * @param before lines that the program had read before these
 */
export function parseFailures(stderr: string, lines: string[], before = 0): BatchFailure[] {
  const failures: BatchFailure[] = [];
  let said: string[] = [];
  for (const text of stderr.split('\n')) {
    const match = /^Command failed -:(\d+)/.exec(text);
    if (!match) {
      if (text.trim() !== '') said.push(text.trim());
      continue;
    }
    const line = Number(match[1]) - 1 - before;
    failures.push({ line, problem: problemOf(lines[line] ?? '', said.join('; ')) });
    said = [];
  }
  return failures;
}

const errnoByText: Record<string, string> = {
  'File exists': 'EEXIST',
  'Operation not permitted': 'EPERM',
  'Invalid argument': 'EINVAL',
  'No such device': 'ENODEV',
  'Cannot find device': 'ENODEV',
  'Operation not supported': 'EOPNOTSUPP',
  'Device or resource busy': 'EBUSY',
  'Exchange full': 'EXFULL',
  'No such process': 'ESRCH',
  'Cannot assign requested address': 'EADDRNOTAVAIL',
  'Numerical result out of range': 'ERANGE',
};

function problemOf(line: string, said: string): Problem {
  const errno = Object.entries(errnoByText).find(([text]) => said.includes(text))?.[1] ?? 'EIO';
  return new Problem(`the network refused a change: ${said || 'no reason given'}`, {
    kernel: { step: 'change the network', call: `ip ${line}`, errno },
  });
}

/** True when the object of a deletion was gone already: as good as deleted. */
export function isGone(problem: Problem): boolean {
  return problem.kernel?.errno === 'ENODEV' || problem.kernel?.errno === 'ESRCH';
}
