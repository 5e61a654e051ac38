/** What goes wrong with a limit: a Problem that knows its key, so that the runtime can name the line. */
import { ExitCode, Problem } from '../model/problem.js';

type Options = ConstructorParameters<typeof Problem>[1];

export class LimitProblem extends Problem {
  constructor(
    readonly key: string,
    message: string,
    options: Options = {},
  ) {
    super(message, { exitCode: ExitCode.unavailable, ...options });
  }
}

/** This generation of cgroups has nothing like it. */
export function unknownLimit(key: string, layout: string): LimitProblem {
  return new LimitProblem(key, `the limit ${key} is not available on this host`, {
    kernel: { step: 'find the file of a limit', call: 'open', errno: 'ENOENT', path: '/sys/fs/cgroup' },
    remedy: `Its controllers are mounted as cgroup ${layout}; leave ${key} out, or boot with cgroup ${layout === 'v2' ? 'v1 (systemd.unified_cgroup_hierarchy=0)' : 'v2'}.`,
  });
}

export function missingController(key: string, controller: string, path: string): LimitProblem {
  return new LimitProblem(key, `${controller} controller not available for the limit ${key}`, {
    kernel: { step: 'find the controller', call: 'open', errno: 'ENOENT', path },
    remedy: `Mount it, or enable it on the kernel command line (cgroup_enable=${controller}).`,
  });
}

/** The controller is there, but this kernel was built or booted without the file. */
export function missingFile(key: string, path: string): LimitProblem {
  const remedy = remedies[key];
  return new LimitProblem(key, `this kernel has no file for the limit ${key}`, {
    kernel: { step: 'find the file of a limit', call: 'open', errno: 'ENOENT', path },
    remedy: remedy ?? `Leave ${key} out, or use a kernel that has ${path.slice(path.lastIndexOf('/') + 1)}.`,
  });
}

const remedies: Record<string, string> = {
  swap: 'Boot with swapaccount=1 on the kernel command line, or leave swap out.',
  io_weight:
    'Weights need the BFQ scheduler or, with cgroup v2, iocost; load one of them, or leave io_weight out.',
};

/** @param error of a system call on the file */
export function refusedWrite(
  key: string,
  value: string,
  path: string,
  error: NodeJS.ErrnoException,
): LimitProblem {
  const { code = 'EIO', syscall = 'write' } = error;
  const remedy = remedyOf(key, code);
  return new LimitProblem(key, `cannot set the limit ${key} to ${value}`, {
    exitCode: ExitCode.failed,
    kernel: { step: 'write a limit', call: syscall, errno: code, path },
    ...(remedy ? { remedy } : {}),
    cause: error,
  });
}

/** What a refused limit calls for, by key and errno. */
export function remedyOf(key: string, errno: string): string | undefined {
  if (errno === 'EBUSY') return 'More than that is in use: free some first, or choose a higher limit.';
  if (key.startsWith('io.') && errno === 'ENODEV')
    return 'Name the whole disk: the kernel has no limits for partitions and absent devices.';
  if (key === 'memory' && errno === 'EINVAL')
    return 'It is above memory.memsw.limit_in_bytes: give limits.swap as well, or lift that by hand.';
  if (key === 'cpuset') return 'Choose processors that the host has and its cgroup may use.';
  if (errno === 'EINVAL' || errno === 'ERANGE') return 'Write the value as the kernel prints and takes it.';
  return undefined;
}

export function notTaken(key: string, wanted: string, now: string, path: string): LimitProblem {
  return new LimitProblem(key, `the limit ${key} did not take: it is ${now} after writing ${wanted}`, {
    exitCode: ExitCode.failed,
    kernel: { step: 'read a limit back', call: 'read', errno: 'ERANGE', path },
    remedy: `Write ${key} as ${now} if that is what you want.`,
  });
}
