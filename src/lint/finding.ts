/** What lint finds: legal, and probably a mistake. */
import type { SourceRange } from '../spec/diagnostic.js';

/** From the most serious on. */
export const levels = ['error', 'warning', 'info'] as const;
export type Level = (typeof levels)[number];

export interface Finding {
  /** `LXCC1101`; of a spec that is not valid the loader's own word: `unknown-key`. */
  code: string;
  /** The rule's name in words: `network-unused`. */
  name: string;
  level: Level;
  /** One sentence without full stop. May hold bytes of the user's file: escape it for a terminal. */
  message: string;
  /** Absent where no line is to blame. */
  range?: SourceRange;
  /** What to do, an imperative. */
  hint?: string;
  /** A second place that belongs to it. */
  related?: { message: string; range: SourceRange };
}
