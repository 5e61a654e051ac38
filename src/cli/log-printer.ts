import type { LogRecord } from '../app/contract.js';
import { pad } from './display-width.js';
import { escapeText, stripLine } from './escape.js';
import type { Output } from './output.js';

export interface LogFormat {
  prefix: boolean;
  /** Colours for the prefixes, where the stream takes them. */
  colour: boolean;
  timestamps: boolean;
  /** Leave control characters in, also on a terminal. */
  raw: boolean;
  /** Names that are known from the start, to align prefixes with. */
  names: readonly string[];
}

/** Collected before it is written: a write(2) a line costs more than the line. */
const chunkBytes = 64 * 1024;

/**
 * Prints log records, one line each. The prefix is put in front here, after the line was made harmless, so that no
 * container can print a line that looks like another's.
 */
export class LogPrinter {
  readonly #colours = new Map<string, number>();
  #width: number;
  #pending = '';
  #scheduled = false;

  constructor(
    private readonly output: Output,
    private readonly format: LogFormat,
  ) {
    this.#width = Math.max(0, ...format.names.map(name => name.length));
  }

  print(record: LogRecord): void {
    const time = this.format.timestamps ? `${formatTime(record.timeNs)} ` : '';
    this.#pending += `${this.#prefix(record)}${time}${this.#line(record)}\n`;
    if (this.#pending.length >= chunkBytes) {
      this.flush();
    } else if (!this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => this.flush());
    }
  }

  /** Writes what was collected. */
  flush(): void {
    this.#scheduled = false;
    if (this.#pending === '') return;
    const text = this.#pending;
    this.#pending = '';
    // Latin-1 both ways keeps every byte as the container wrote it, valid UTF-8 or not.
    this.output.dataBytes(Buffer.from(text, 'latin1'));
  }

  #prefix({ container, stream }: LogRecord): string {
    if (!this.format.prefix) return '';
    this.#width = Math.max(this.#width, container.length);
    const name = pad(escapeText(container), this.#width);
    const bar = stream === 'monitor' ? '*' : '|';
    if (!this.format.colour) return `${name} ${bar} `;
    if (!this.#colours.has(container)) this.#colours.set(container, this.#colours.size);
    return this.output.dataColours.nth(this.#colours.get(container)!, `${name} ${bar} `);
  }

  #line({ line }: LogRecord): string {
    if (this.format.raw || !this.output.dataIsTerminal) return line.toString('latin1');
    // Decoded first: C1 controls and bidi characters are only visible as characters, and a broken sequence must not
    // pass as a control byte. U+FFFD stands for what is not UTF-8.
    return Buffer.from(stripLine(line.toString('utf8')), 'utf8').toString('latin1');
  }
}

/** RFC 3339 in UTC with nanoseconds, as `docker logs -t` prints it. */
function formatTime(ns: bigint): string {
  const seconds = new Date(Number(ns / 1_000_000n)).toISOString().slice(0, 19);
  return `${seconds}.${String(ns % 1_000_000_000n).padStart(9, '0')}Z`;
}
