/** Brings a configuration file of LXC up to date where it stands, and keeps it as FILE.backup: lxc-update-config. */
import { copyFileSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { Problem } from '../model/problem.js';
import { upgradeText } from '../translate/lxc/upgrade-text.js';

/** @throws Problem with what the kernel said; the file is as it was then */
export function upgradeLxcFile(path: string): void {
  const written = `${path}.new`;
  try {
    const text = readFileSync(path, 'utf8');
    copyFileSync(path, `${path}.backup`);
    const after = upgradeText(text);
    if (after === text) return;
    writeFileSync(written, after, { mode: statSync(path).mode });
    renameSync(written, path);
  } catch (error) {
    const { code = 'EIO', syscall = 'open' } = error as NodeJS.ErrnoException;
    throw new Problem(`cannot bring ${path} up to date`, {
      kernel: { step: 'update the configuration', call: syscall, errno: code, path },
      cause: error,
    });
  }
}
