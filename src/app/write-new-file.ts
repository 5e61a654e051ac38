/** Files that are written for the user: never over something that is there already. */
import { closeSync, fsyncSync, openSync, writeFileSync } from 'node:fs';
import { ExitCode, Problem } from '../model/problem.js';

/** @throws Problem (4) when there is such a file already, (1) when it cannot be written */
export function writeNewFile(path: string, text: string): void {
  let file: number;
  try {
    file = openSync(path, 'wx', 0o644);
  } catch (error) {
    const { code = 'EIO' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') {
      throw new Problem(`there is a file ${path} already`, {
        exitCode: ExitCode.refused,
        remedy: 'Remove it, or name another one with -o.',
      });
    }
    throw new Problem(`cannot write ${path}`, {
      kernel: { step: 'make the file', call: 'open', errno: code, path },
    });
  }
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
