/** `console`: terminals and the log of what is written to them. */
import type { ConsoleSettings } from '../../model/console.js';
import type { Path } from '../node.js';
import type { RawConsole } from '../raw.js';
import { resolveHostPath } from '../values/path.js';
import { parseSize } from '../values/size.js';
import type { Context } from './context.js';

/** Enough for several screens. */
const usualBuffer = 16_384;

export function normalizeConsole(
  raw: RawConsole | null | undefined,
  path: Path,
  context: Context,
): ConsoleSettings {
  const { findings } = context;
  const size = (key: 'buffer' | 'size') =>
    raw?.[key] === undefined ? undefined : findings.read([...path, key], raw[key], parseSize);
  const log =
    raw?.log === undefined
      ? undefined
      : findings.read([...path, 'log'], raw.log, text =>
          resolveHostPath(text, context.directory, context.lookup('HOME')),
        );
  const logSize = size('size');
  for (const key of ['size', 'rotate'] as const) {
    if (raw?.[key] === undefined || raw.log !== undefined) continue;
    findings.error('missing-key', [...path, key], `"${key}" is about \`log\`, which is not there`, {
      atKey: true,
      hint: 'name the file with `log`',
    });
  }
  return {
    ttys: raw?.ttys ?? 0,
    buffer: size('buffer') ?? usualBuffer,
    ...(log !== undefined && { log }),
    ...(logSize !== undefined && logSize > 0 && { logSize }),
    rotate: raw?.rotate ?? false,
  };
}
