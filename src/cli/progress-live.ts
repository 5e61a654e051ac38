import type { ProgressEvent } from '../app/contract.js';
import { displayWidth, pad, truncate } from './display-width.js';
import { formatDuration } from './duration.js';
import { escapeText } from './escape.js';
import type { Output } from './output.js';
import type { Progress } from './progress.js';
import { type ProgressRow, ProgressRows } from './progress-rows.js';
import { renderWarning } from './render-warning.js';

const hideCursor = '\x1b[?25l';
const showCursor = '\x1b[?25h';
const redrawMs = 80;
const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const marks: Record<ProgressRow['phase'], string> = {
  waiting: '·',
  working: '',
  done: '✔',
  failed: '✘',
  skipped: '-',
};

/**
 * A block of lines that is drawn over: one a container or network, with state and time. Drawn by a timer and not by
 * event, so that a hundred containers a second cost a dozen redraws.
 */
export class LiveProgress implements Progress {
  readonly #rows = new ProgressRows();
  #timer: NodeJS.Timeout | undefined;
  #frame = 0;
  /** Widths of the lines on the screen now: what a narrower window has wrapped must be erased as well. */
  #drawn: number[] = [];
  #notice = '';

  constructor(
    private readonly output: Output,
    private readonly now: () => number,
  ) {}

  report(event: ProgressEvent): void {
    if (event.type === 'warning') this.#above(renderWarning(event.text, this.output.noteColours));
    this.#notice = event.type === 'waiting' ? event.text : '';
    this.#rows.take(event, this.now());
    if (this.#timer) return;
    this.output.note(hideCursor);
    process.once('exit', this.#restore);
    this.#timer = setInterval(() => this.#redraw(), redrawMs).unref();
  }

  finish(): void {
    if (!this.#timer) return;
    clearInterval(this.#timer);
    this.#notice = '';
    // The last picture stays in the scroll-back, so that it may be longer than the window.
    this.#draw(
      [...this.#rows.rows.values()].filter(row => row.phase !== 'waiting'),
      0,
    );
    process.removeListener('exit', this.#restore);
    this.#restore();
  }

  /** Also runs when a signal ends the process. */
  readonly #restore = (): void => this.output.note(showCursor);

  #above(line: string): void {
    this.output.note(`${this.#erasure()}${line}`);
    this.#drawn = [];
  }

  #redraw(): void {
    const rows = this.#visibleRows();
    this.#draw(rows, this.#rows.rows.size - rows.length);
  }

  #draw(rows: ProgressRow[], hidden: number): void {
    this.#frame++;
    const { columns } = this.output.noteSize();
    const labelWidth = Math.max(0, ...rows.map(row => displayWidth(escapeText(row.label))));
    const lines = rows.map(row => this.#line(row, labelWidth, columns));
    if (hidden > 0) lines.push(truncate(`  … ${hidden} more`, columns - 1));
    if (this.#notice) lines.push(truncate(escapeText(this.#notice), columns - 1));
    const erasure = this.#erasure();
    this.#drawn = lines.map(line => displayWidth(stripColours(line)));
    this.output.note(erasure + lines.map(line => `${line}\n`).join(''));
  }

  /** Cursor to the block's first line, then erase to the end of the screen. */
  #erasure(): string {
    const { columns } = this.output.noteSize();
    const height = this.#drawn.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / columns)), 0);
    return height === 0 ? '' : `\x1b[${height}A\r\x1b[J`;
  }

  /** What fits the window: work going on and failures first, in the order in which they came. */
  #visibleRows(): ProgressRow[] {
    const all = [...this.#rows.rows.values()];
    const room = Math.max(1, this.output.noteSize().rows - 3);
    if (all.length <= room) return all;
    const urgent = new Set(
      all.filter(row => row.phase === 'working' || row.phase === 'failed').slice(0, room),
    );
    for (const row of all.filter(each => each.phase === 'done').reverse())
      if (urgent.size < room) urgent.add(row);
    return all.filter(row => urgent.has(row));
  }

  #line(row: ProgressRow, labelWidth: number, columns: number): string {
    const colours = this.output.noteColours;
    const mark = row.phase === 'working' ? spinner[this.#frame % spinner.length]! : marks[row.phase];
    const end = row.phase === 'working' ? this.now() : row.endedAt;
    const took =
      row.phase === 'waiting' || row.phase === 'skipped' ? '' : formatDuration(end - row.startedAt);
    const text = truncate(
      `${pad(escapeText(row.label), labelWidth)}  ${pad(escapeText(row.state), 10)}  ${took}`.trimEnd(),
      columns - 4,
    );
    if (row.phase === 'done') return ` ${colours.green(mark)} ${text}`;
    if (row.phase === 'failed') return ` ${colours.red(mark)} ${colours.red(text)}`;
    return row.phase === 'working' ? ` ${colours.yellow(mark)} ${text}` : colours.dim(` ${mark} ${text}`);
  }
}

function stripColours(line: string): string {
  return line.replace(/\x1b\[[0-9;]*m/g, '');
}
