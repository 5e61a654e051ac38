/** `-L FILE` and `-c FILE` of lxc-start: where what a container shows on its console goes. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type LxcContext, LxcFailure } from './command.js';

/** @returns lines of a configuration. @throws LxcFailure */
export function consoleLines({ value, invocation }: LxcContext): string[] {
  const log = value('console-log');
  const console = value('console');
  // The console itself is the monitor's: what it shows is all that a file can have of it.
  if (console !== undefined && console !== 'none' && log !== undefined)
    throw new LxcFailure('-c and -L are one file here: give one of them');
  const file = log ?? (console === 'none' ? undefined : console);
  if (file === undefined) return [];
  const path = resolve(invocation.workingDirectory, file);
  if (isDevice(path))
    throw new LxcFailure(`"${file}" is a terminal: lxc-console -t 0 connects one to the container's console`);
  return [`lxc.console.logfile = ${path}`];
}

function isDevice(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isCharacterDevice() ?? false;
}
