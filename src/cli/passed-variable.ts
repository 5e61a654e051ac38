import { usageProblem } from './usage.js';

/**
 * What `--env` gives a program: `K=V` as it is; `K` with our own value, or nothing when there is none. Docker's rule.
 * @throws Problem (64)
 */
export function passedVariable(
  given: string,
  environment: Record<string, string | undefined>,
  command: string,
): string[] {
  if (/^[^=]+=/.test(given)) return [given];
  if (given === '' || given.startsWith('=')) throw usageProblem(`--env is K=V or K, not "${given}"`, command);
  const value = environment[given];
  return value === undefined ? [] : [`${given}=${value}`];
}
