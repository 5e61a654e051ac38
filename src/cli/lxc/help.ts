/** `--help` and `--usage` in the layout of LXC's tools. */

import type { LxcCommand } from './command.js';
import { commonOptions } from './common-options.js';
import type { LxcOption, LxcOptions } from './getopt.js';

export function renderLxcHelp(tool: string, command: LxcCommand): string {
  const own = renderOptions(command.options);
  const options = own === '' ? '' : `Options :\n${own}\n`;
  return `Usage: ${tool} ${command.synopsis}\n\n${tool} ${command.about}\n\n${options}Common options :\n${renderOptions(commonOptions)}\n`;
}

function renderOptions(options: LxcOptions): string {
  const rows = Object.entries(options).map(([name, option]): [string, string] => [
    words(name, option),
    option.summary,
  ]);
  const width = Math.max(0, ...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}\n`).join('');
}

function words(name: string, { short, value }: LxcOption): string {
  return `${short ? `-${short}, ` : '    '}--${name}${value ? `=${value}` : ''}`;
}

/** `--usage`: four options a line, as LXC breaks it. */
export function renderLxcUsage(tool: string, options: LxcOptions): string {
  const words = [...Object.entries(options), ...Object.entries(commonOptions)].flatMap(([name, option]) =>
    // Both are spelled --help.
    name === 'help' ? ['[-h|--help]', '[-?|--help]'] : [usageWord(name, option)],
  );
  return `Usage: ${tool} ${words.map((word, index) => `${word} ${index % 4 === 3 ? '\n\t' : ''}`).join('')}\n`;
}

function usageWord(name: string, { short, value, mayLack }: LxcOption): string {
  const text = value === undefined ? '' : `=${name.toUpperCase()}`;
  return `[${short ? `-${short}|` : ''}--${name}${mayLack ? `[${text}]` : text}]`;
}
