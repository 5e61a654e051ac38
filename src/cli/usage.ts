import { ExitCode, Problem } from '../model/problem.js';
import { suggestion } from '../spec/suggest.js';

/** A mistake in what was typed: exit code 64. The remedy is the command's help unless there is a better one. */
export function usageProblem(message: string, command?: string, remedy?: string): Problem {
  return new Problem(message, {
    exitCode: ExitCode.usage,
    remedy: remedy ?? `See \`lxc-compose ${command ? `${command} --help` : 'help'}\`.`,
  });
}

/** `unknown flag "--wiat" (did you mean "--wait"?)` */
export function unknownName(what: string, given: string, known: readonly string[]): string {
  return `unknown ${what} "${given}"${suggestion(given, known)}`;
}

/** What is known from Docker Compose or LXC but is not built: refused, never ignored. */
export function notSupportedYet(what: string, command?: string): Problem {
  return usageProblem(`${what} is not supported yet`, command);
}
