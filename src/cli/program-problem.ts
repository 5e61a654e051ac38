import { asProblem } from '../model/as-problem.js';
import { ExitCode, type Problem } from '../model/problem.js';

/** The program's own status may be any number, so that all failures of ours have to be one of Docker's three. */
export function asProgramProblem(error: unknown): Problem {
  const problem = asProblem(error);
  const { execFailed, notExecutable, notFound } = ExitCode;
  if (problem.exitCode !== notExecutable && problem.exitCode !== notFound) problem.exitCode = execFailed;
  return problem;
}
