import { Problem } from './problem.js';

/** A system error as Node's calls and the native part's throw it. */
interface SystemError {
  code?: unknown;
  syscall?: unknown;
  path?: unknown;
  message?: unknown;
}

/** Anything that was thrown, as a problem: a failed call keeps its report, a fault of ours says so. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { code, syscall, path, message } = (error ?? {}) as SystemError;
  if (typeof code === 'string' && typeof syscall === 'string') {
    return new Problem(`${syscall} failed`, {
      kernel: { step: syscall, call: syscall, errno: code, ...(typeof path === 'string' ? { path } : {}) },
      cause: error,
    });
  }
  return new Problem(`internal error: ${typeof message === 'string' ? message : String(error)}`, {
    remedy: 'This is a fault of lxc-compose; please report it with the output of LXC_COMPOSE_DEBUG=1.',
    cause: error,
  });
}
