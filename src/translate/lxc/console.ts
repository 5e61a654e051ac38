/** Terminals: lxc.tty.max and lxc.console.*. */
import type { Container } from '../../model/project.js';
import type { YamlValue } from '../../spec/print/yaml.js';
import { resolveHostPath } from '../../spec/values/path.js';
import type { Bag } from './bag.js';
import { line } from './line.js';
import { literal } from './process.js';
import { readable } from './readable.js';

const usualBuffer = 16_384;
const most = 63;

/** What is about the log says nothing without one: there it stays as it is. */
export function consoleOf(bag: Bag): Record<string, YamlValue> {
  const ttys = bag.oneOf('lxc.tty.max', value => {
    const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    return number <= most ? number : undefined;
  });
  const buffer = bag.oneOf('lxc.console.buffer.size', sizeOf);
  const log = bag.oneOf('lxc.console.logfile', value =>
    readable(value, text => (text.startsWith('/') ? resolveHostPath(text, '/', undefined) : undefined)),
  );
  const size = log === undefined ? undefined : bag.oneOf('lxc.console.size', sizeOf);
  const rotate =
    log === undefined
      ? undefined
      : bag.oneOf('lxc.console.rotate', value => (value === '1' ? true : value === '0' ? false : undefined));
  const said = {
    ...(ttys !== undefined && { ttys }),
    ...(buffer !== undefined && { buffer }),
    ...(log !== undefined && { log: literal(log) }),
    ...(size !== undefined && { size }),
    ...(rotate !== undefined && { rotate }),
  };
  return Object.keys(said).length > 0 ? { console: said } : {};
}

/** The same as lines; what LXC does without being told needs none. */
export function consoleLines({ console: { ttys, buffer, log, logSize, rotate } }: Container): string[] {
  const lines: string[] = [];
  if (ttys > 0) lines.push(line('lxc.tty.max', ttys));
  if (buffer !== usualBuffer) lines.push(line('lxc.console.buffer.size', buffer));
  if (log !== undefined) lines.push(line('lxc.console.logfile', log));
  if (logSize !== undefined) lines.push(line('lxc.console.size', logSize));
  if (rotate) lines.push(line('lxc.console.rotate', 1));
  return lines;
}

/** `131072`, `128KB`: LXC's units are of 1024. `auto` stays as it is. */
function sizeOf(value: string): number | undefined {
  const [, digits, unit] = /^(\d{1,12})\s*(?:([KMG])B?)?$/i.exec(value) ?? [];
  if (digits === undefined) return undefined;
  return Number(digits) * 1024 ** (unit === undefined ? 0 : 1 + 'KMG'.indexOf(unit.toUpperCase()));
}
