/** When `autostart` starts a container. */
import type { Autostart } from '../../model/project.js';
import type { Path } from '../node.js';
import type { RawAutostart } from '../raw.js';
import { parseDuration } from '../values/duration.js';
import { GrammarError } from '../values/grammar-error.js';
import { type Context, itemsOf } from './context.js';

/** `true` is a mapping without keys; undefined: the container is not started by `autostart`. */
export function normalizeAutostart(
  raw: RawAutostart | boolean | null | undefined,
  path: Path,
  { findings }: Context,
): Autostart | undefined {
  if (raw === undefined || raw === null || raw === false) return undefined;
  const { order, delay, groups } = raw === true ? ({} as RawAutostart) : raw;
  return {
    order: order ?? 0,
    delayMs: delay === undefined ? 0 : (findings.read([...path, 'delay'], delay, parseDuration) ?? 0),
    groups: [...itemsOf(groups, [...path, 'groups'])].flatMap(
      ([group, at]) => findings.read(at, group, parseGroup) ?? [],
    ),
  };
}

/** As `autostart -g` can name it, which takes a comma for the end. @throws GrammarError */
function parseGroup(text: string): string {
  if (/^[A-Za-z0-9_.-]+$/.test(text)) return text;
  throw new GrammarError('is not a name of a group', 'write letters, digits, `_`, `.` and `-`');
}
