/** LXC's containers as their files and processes tell: nothing of LXC is started for it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ObservedLxc } from '../adopt/host.js';
import { SpecFailure } from '../spec/diagnostic.js';
import { Reader } from '../spec/reader.js';
import { importLxc } from '../translate/lxc/import.js';

/** Where LXC keeps them. */
export const lxcDirectory = '/var/lib/lxc';

/** @param remarks receives a sentence for each configuration that cannot be read */
export function lxcContainers(directory: string, remarks: string[]): ObservedLxc[] {
  const running = new Set(monitored(directory));
  return list(directory).flatMap((name): ObservedLxc[] => {
    const file = join(directory, name, 'config');
    if (!existsSync(file)) return [];
    const reader = new Reader({});
    try {
      const { spec, remarks: found } = importLxc({
        file,
        text: reader.file(file) ?? '',
        readFile: path => reader.file(path),
        listFiles: path => reader.listFiles(path),
      });
      remarks.push(...found.map(each => `${each.range!.file}:${each.range!.line}: ${each.message}`));
      return [{ name, file, running: running.has(name), spec: spec as unknown as ObservedLxc['spec'] }];
    } catch (error) {
      if (!(error instanceof SpecFailure)) throw error;
      remarks.push(`${file} cannot be read: ${error.message}`);
      return [];
    }
  });
}

/** Names of those that have a monitor: it calls itself `[lxc monitor] DIRECTORY NAME`. */
function monitored(directory: string): string[] {
  return list('/proc')
    .filter(each => /^\d+$/.test(each))
    .flatMap(pid => {
      try {
        const title = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        const prefix = `[lxc monitor] ${directory} `;
        return title.startsWith(prefix) ? [title.slice(prefix.length)] : [];
      } catch {
        return [];
      }
    });
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch {
    return [];
  }
}
