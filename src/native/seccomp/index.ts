/** The seccomp filter of a container, compiled for x86-64 only: another architecture's calls (i386, x32) get ENOSYS. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { parseSeccompProfile } from '../../model/parse-seccomp-profile.js';
import { ExitCode, Problem } from '../../model/problem.js';
import type { Security } from '../../model/project.js';
import { SeccompProfileError } from '../../model/seccomp-profile.js';
import { compile } from './compile.js';
import { profileJudgement } from './from-profile.js';
import { namedJudgement } from './named.js';

type ProfileFile = Exclude<Security['seccomp'], string>;

const cache = new Map<string, Uint8Array>();

/**
 * @param capabilities of the container: they give back calls that they guard
 * @returns struct sock_filter[] as bytes; empty = no filter
 * @throws Problem for a profile file that cannot be read, or is not what the spec was read with
 */
export function seccompProgram(setting: Security['seccomp'], capabilities: readonly string[]): Uint8Array {
  if (setting === 'unconfined') return new Uint8Array();
  const key = `${typeof setting === 'string' ? setting : setting.sha256} ${capabilities.join(' ')}`;
  let program = cache.get(key);
  if (!program) {
    program =
      typeof setting === 'string'
        ? compile(namedJudgement(setting, capabilities))
        : compileFile(setting, capabilities);
    cache.set(key, program);
  }
  return program;
}

function compileFile(setting: ProfileFile, capabilities: readonly string[]): Uint8Array {
  const text = readProfile(setting);
  try {
    const profile = parseSeccompProfile(text);
    return compile(profileJudgement(profile, { capabilities, kernel: release() }));
  } catch (error) {
    if (!(error instanceof SeccompProfileError || error instanceof RangeError)) throw error;
    throw new Problem(`${setting.file}: ${error.message}`, { exitCode: ExitCode.invalidSpec, cause: error });
  }
}

/** What was checked and compared is what is used. */
function readProfile({ file, sha256 }: ProfileFile): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code = 'EIO' } = error as NodeJS.ErrnoException;
    throw new Problem(`cannot read the seccomp profile ${file}`, {
      exitCode: ExitCode.noSpec,
      kernel: { step: 'read a seccomp profile', call: 'open', errno: code, path: file },
      cause: error,
    });
  }
  if (createHash('sha256').update(text).digest('hex') === sha256) return text;
  throw new Problem(`the seccomp profile ${file} was changed while the spec was carried out`, {
    remedy: 'Run the command again.',
  });
}
