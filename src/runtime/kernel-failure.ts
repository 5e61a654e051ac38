/** The native side's failure report as a Problem; errno numbers get their names, and the usual ones a remedy. */
import { constants } from 'node:os';
import { ExitCode, Problem } from '../model/problem.js';
import type { Reader } from '../native/wire.js';

const names = new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]));

/** FailureKind::hook (common/report.h). */
const hookKind = 3;

const kinds = [ExitCode.failed, ExitCode.notFound, ExitCode.notExecutable] as const;

/** Fields in the order of docs/native-protocol.md: step, call, errno, path, [phase], kind. */
export function readFailure(reader: Reader, subject: string, withPhase: boolean): Problem {
  const step = reader.text();
  const call = reader.text();
  const number = reader.u32();
  const path = reader.text();
  if (withPhase) reader.u8();
  const kindNumber = reader.u8();
  if (kindNumber === hookKind) return hookProblem(subject, step, call, number, path);
  const kind = kinds[kindNumber] ?? ExitCode.failed;
  const errno = names.get(number) ?? `errno ${number}`;
  const remedy = remedyFor(errno, step, call, path);
  return new Problem(`${subject} cannot ${step}${path ? ` ${path}` : ''}`, {
    exitCode: kind,
    kernel: { step, call, errno, ...(path ? { path } : {}) },
    ...(remedy ? { remedy } : {}),
  });
}

/** A hook's last words are behind the first line of `path`, which is its program. */
function hookProblem(subject: string, event: string, call: string, number: number, path: string): Problem {
  const [program, ...said] = path.split('\n');
  const end = call === 'signal' ? `was killed by signal ${number}` : `ended with exit status ${number}`;
  const words = said.join('\n').trim();
  return new Problem(
    `${subject} cannot start: its ${event} hook ${program} ${end}${words ? `: ${words}` : ''}`,
    {
      remedy: 'Run the hook by itself with the variables of docs/hooks.md, or remove it.',
    },
  );
}

function remedyFor(errno: string, step: string, call: string, path: string): string | undefined {
  if (errno === 'EINVAL' && call === 'mount_setattr')
    return `This kernel cannot map ids on the file system of ${path} (on a tmpfs it needs Linux 6.3): use another one, or idmap: none.`;
  if (errno === 'ENOENT')
    return `Check that ${path || 'what it names'} exists${step.startsWith('run') ? ' in the root file system' : ''}.`;
  if (errno === 'EACCES') return `Check the permissions of ${path || 'it'} for the ids of the container.`;
  if (errno === 'EPERM') return 'Run lxc-compose as root with all capabilities.';
  if (errno === 'ENOSPC') return 'Free some space, or raise the limit that was reached.';
  if (errno === 'ENODEV')
    return `The kernel lacks the file system or device: lxc-compose doctor lists what is missing.`;
  return undefined;
}
