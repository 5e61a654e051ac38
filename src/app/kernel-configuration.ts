/** What the kernel was built with, by its own account (/proc/config.gz) or a distribution's (/boot). */
import { existsSync, readFileSync } from 'node:fs';
import { release } from 'node:os';
import { gunzipSync } from 'node:zlib';

export interface KernelConfiguration {
  path: string;
  /** `6.18`; null = the file does not say. */
  version: { major: number; minor: number } | null;
  /** Built in, or as a module. */
  has(option: string): boolean;
}

/** Where such a file may be: the running kernel's own, then what its packages bring. */
export function kernelConfigurationFiles(): string[] {
  return ['/proc/config.gz', `/boot/config-${release()}`, `/lib/modules/${release()}/build/.config`];
}

/** @returns null when there is no such file */
export function readKernelConfiguration(path: string): KernelConfiguration | null {
  if (!existsSync(path)) return null;
  const bytes = readFileSync(path);
  const isCompressed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const text = (isCompressed ? gunzipSync(bytes) : bytes).toString('utf8');
  const options = new Set([...text.matchAll(/^(CONFIG_\w+)=[ym]$/gm)].map(([, option]) => option!));
  const version = /^# Linux.* (\d+)\.(\d+)\.\d+.*Kernel Configuration/m.exec(text);
  return {
    path,
    version: version && { major: Number(version[1]), minor: Number(version[2]) },
    has: option => options.has(option),
  };
}
