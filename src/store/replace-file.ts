/** Changes a file of the user's: whoever it belongs to keeps it, and a link to it stays a link. */
import { chmodSync, chownSync, readFileSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import { ExitCode, Problem } from '../model/problem.js';
import { writeAtomically } from './atomic-write.js';

/**
 * @param before the text that the change was made from
 * @throws Problem when the file has changed meanwhile, is not UTF-8 or cannot be written
 */
export function replaceFile(path: string, before: string, after: string): void {
  try {
    const target = realpathSync(path);
    if (!readFileSync(target).equals(Buffer.from(before))) {
      throw new Problem(`${path} is not UTF-8, or was changed by somebody else just now`, {
        exitCode: ExitCode.refused,
        remedy: 'Nothing was written: look at the file and try again.',
      });
    }
    const { mode, uid, gid } = statSync(target);
    // Written under another name first: the file is never there with rights that are not its own.
    const prepared = `${target}.${process.pid}.edit`;
    try {
      writeAtomically(prepared, after);
      chownSync(prepared, uid, gid);
      chmodSync(prepared, mode & 0o7777);
      renameSync(prepared, target);
    } catch (error) {
      rmSync(prepared, { force: true });
      throw error;
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    const { code = 'EIO', syscall = 'write' } = error as NodeJS.ErrnoException;
    throw new Problem(`cannot write ${path}`, {
      kernel: { step: 'replace the file', call: syscall, errno: code, path },
    });
  }
}
