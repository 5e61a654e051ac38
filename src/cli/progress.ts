import type { ProgressEvent } from '../app/contract.js';

/** Shows how the work of a verb goes on. */
export interface Progress {
  /** Never throws. */
  report(event: ProgressEvent): void;
  /** The last picture; the cursor is back. Nothing may be reported afterwards. */
  finish(): void;
}
