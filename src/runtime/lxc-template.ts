/** A template of LXC: a program of the host that fills a root file system. */
import { spawn } from 'node:child_process';

/** @returns its exit status, 128 for one that a signal ended or that could not be started */
export function runLxcTemplate(program: string, options: string[]): Promise<number> {
  const child = spawn(program, options, { stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise(resolve => {
    child.once('error', () => resolve(128));
    child.once('close', code => resolve(code ?? 128));
  });
}
