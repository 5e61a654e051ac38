/** How the work of a verb is shown while it goes on: a live block on a terminal, else lines, JSON or nothing. */
import type { Output } from './output.js';
import type { Progress } from './progress.js';
import { JsonProgress } from './progress-json.js';
import { LiveProgress } from './progress-live.js';
import { PlainProgress, QuietProgress } from './progress-plain.js';

/**
 * Chooses by `--progress`. `auto` is the live block where standard error is a terminal that can draw; `tty` on anything
 * else falls back to lines as well, because escape codes in a file help nobody.
 */
export function createProgress(kind: string, output: Output, now: () => number): Progress {
  if (kind === 'json') return new JsonProgress(output, now);
  if (kind === 'quiet') return new QuietProgress();
  if (kind !== 'plain' && output.noteIsTerminal) return new LiveProgress(output, now);
  return new PlainProgress(output, now);
}
