import type { ProgressEvent } from '../app/contract.js';
import { formatDuration } from './duration.js';
import { escapeText } from './escape.js';
import type { Output } from './output.js';
import type { Progress } from './progress.js';
import { type ProgressRow, ProgressRows } from './progress-rows.js';
import { renderWarning } from './render-warning.js';

/** A line when something is finished, fails or has to wait: what a log file of a build should hold. */
export class PlainProgress implements Progress {
  readonly #rows = new ProgressRows();
  /** Those whose failure was told: what is skipped for it, or fails too, is not a second one. */
  readonly #failed = new Set<ProgressRow>();

  constructor(
    private readonly output: Output,
    private readonly now: () => number,
  ) {}

  report(event: ProgressEvent): void {
    if (event.type === 'warning') this.output.note(renderWarning(event.text, this.output.noteColours));
    if (event.type === 'waiting') this.output.note(`${escapeText(event.text)}\n`);
    const row = this.#rows.take(event, this.now());
    if (!row || this.#failed.has(row)) return;
    if (row.phase === 'failed') this.#failed.add(row);
    const awaited = event.type === 'begin' && event.operation.action === 'wait';
    const finished = event.type === 'end' && (row.remaining === 0 || row.phase === 'failed');
    if (awaited || finished) this.output.note(this.#line(row, finished));
  }

  finish(): void {}

  #line(row: ProgressRow, finished: boolean): string {
    const took =
      finished && row.phase !== 'skipped' ? ` (${formatDuration(row.endedAt - row.startedAt)})` : '';
    return `${escapeText(row.label)}: ${escapeText(row.state)}${took}\n`;
  }
}

/** Nothing at all: problems are told at the end anyway. */
export class QuietProgress implements Progress {
  report(): void {}
  finish(): void {}
}
