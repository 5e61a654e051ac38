import { ExitCode } from '../model/problem.js';
import type { CommandContext } from './command.js';
import { escapeText } from './escape.js';
import { flag } from './options.js';

/** Reboots containers and tells which run again. @param graceMs null = each container's own */
export async function rebootAndTell(
  { verbs, invocation, output, values }: CommandContext,
  names: string[],
  graceMs: number | null,
): Promise<number> {
  const rebooted = await verbs.reboot(invocation, names, graceMs);
  if (!flag(values, 'quiet'))
    for (const name of rebooted) output.note(`container ${escapeText(name)}: rebooted\n`);
  return ExitCode.ok;
}
