import { LogFileReader, type RawRecord } from './log-file.js';

/** One line of a container's output. */
export interface LogRecord {
  container: string;
  /** `monitor`: notes of the supervisor (restarts, dropped bytes). */
  stream: 'stdout' | 'stderr' | 'monitor';
  timeNs: bigint;
  sequence: bigint;
  /** One line without its newline (bytes as written; not yet escaped for a terminal). */
  line: Buffer;
}

/** Which lines are wanted; null = no bound. Times are realtime nanoseconds, `tail` is lines of each container. */
export interface LogBounds {
  tail: number | null;
  sinceNs: bigint | null;
  untilNs: bigint | null;
}

/** A container may write for ever without a newline; a longer line is cut into several of this length. */
const longestLine = 1024 * 1024;

/** The lines of one container, in the order in which they were written. */
export class LogLines {
  #reader: LogFileReader;
  /** Beginnings of lines whose end is not written yet, by stream. */
  readonly #begun = new Map<RawRecord['stream'], RawRecord[]>();
  /** Lines that were read while finding the place to begin. */
  #ahead: LogRecord[] = [];

  constructor(
    readonly container: string,
    private readonly directory: string,
    private readonly bounds: LogBounds,
  ) {
    this.#reader = new LogFileReader(directory);
    this.#skip();
  }

  /** The next wanted line, or undefined when there is none (yet); later calls go on with what was written since. */
  next(): LogRecord | undefined {
    return this.#ahead.shift() ?? this.#read();
  }

  close(): void {
    this.#reader.close();
  }

  /** Passes over what nobody asked for. The newest file is often enough, and then the older ones are not read. */
  #skip(): void {
    const { tail, sinceNs } = this.bounds;
    if (tail === null && sinceNs === null) return;
    this.#reader = new LogFileReader(this.directory, 'newest');
    const firstNs = this.#reader.firstTimeNs();
    const reachesBack = sinceNs !== null && firstNs !== undefined && firstNs <= sinceNs;
    if (tail !== null) this.#ahead = this.#last(tail);
    if (reachesBack || (tail !== null && this.#ahead.length === tail)) return;
    this.close();
    this.#begun.clear();
    this.#reader = new LogFileReader(this.directory);
    if (tail !== null) this.#ahead = this.#last(tail);
  }

  #last(count: number): LogRecord[] {
    const ring: LogRecord[] = [];
    let read = 0;
    for (let line = this.#read(); line; line = this.#read()) if (count > 0) ring[read++ % count] = line;
    const oldest = count > 0 && read > count ? read % count : 0;
    return [...ring.slice(oldest), ...ring.slice(0, oldest)];
  }

  #read(): LogRecord | undefined {
    const { sinceNs, untilNs } = this.bounds;
    for (let record = this.#reader.next(); record; record = this.#reader.next()) {
      const line = this.#join(record);
      if (
        line &&
        (sinceNs === null || line.timeNs >= sinceNs) &&
        (untilNs === null || line.timeNs <= untilNs)
      )
        return line;
    }
    return undefined;
  }

  #join(record: RawRecord): LogRecord | undefined {
    const parts = this.#begun.get(record.stream) ?? [];
    parts.push(record);
    const length = parts.reduce((sum, part) => sum + part.payload.length, 0);
    if (record.continues && length < longestLine) {
      this.#begun.set(record.stream, parts);
      return undefined;
    }
    this.#begun.delete(record.stream);
    const { stream, timeNs, sequence } = parts[0]!;
    const line = parts.length === 1 ? record.payload : Buffer.concat(parts.map(part => part.payload));
    return { container: this.container, stream, timeNs, sequence, line };
  }
}
