/**
 * Reads one container's framed log (docs/log-format.md): a monitor appends to `log`, and renames it to
 * `log.1` and `log.2` when it has grown to 10 MiB. Framing is what makes a forged record impossible: a container's bytes
 * are only ever counted, never searched for a boundary.
 */
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A record as it is in the file; `continues`: the line goes on in the next record of the same stream. */
export interface RawRecord {
  stream: 'stdout' | 'stderr' | 'monitor';
  continues: boolean;
  sequence: bigint;
  timeNs: bigint;
  payload: Buffer;
}

const headerBytes = 24;
/** The monitor splits lines at 64 KiB; anything longer is no header. */
const maximumPayload = 64 * 1024;
const streams = [undefined, 'stdout', 'stderr', 'monitor'] as const;

/** Oldest first. */
const fileNames = ['log.2', 'log.1', 'log'];

export class LogFileReader {
  #descriptor = -1;
  #inode = -1n;
  #position = 0;
  /** Room for the longest record and, for a thousand containers at a time, not much more. */
  #buffer = Buffer.allocUnsafe(96 * 1024);
  #start = 0;
  #end = 0;
  #damaged = false;
  #last = { sequence: 0n, timeNs: 0n };

  /**
   * @param directory the container's state directory; it need not exist yet
   * @param begin the file to begin with
   */
  constructor(
    private readonly directory: string,
    private readonly begin: 'oldest' | 'newest' = 'oldest',
  ) {}

  /**
   * The next record, or undefined when everything written so far was read; later calls go on from there, through
   * rotations and a log that was removed and made anew.
   */
  next(): RawRecord | undefined {
    for (;;) {
      if (this.#descriptor >= 0) {
        const record = this.#parse();
        if (record) return record;
        if (this.#fill()) continue;
      }
      if (!this.#openNewer()) return undefined;
    }
  }

  /** When the first record of the file to begin with was written; for use before the first `next()`. */
  firstTimeNs(): bigint | undefined {
    if (!this.#openNewer() || !this.#fill()) return undefined;
    return this.#end < headerBytes ? undefined : this.#buffer.readBigInt64LE(16);
  }

  close(): void {
    if (this.#descriptor >= 0) closeSync(this.#descriptor);
    this.#descriptor = -1;
    this.#inode = -1n;
  }

  #parse(): RawRecord | undefined {
    if (this.#damaged || this.#end - this.#start < headerBytes) return undefined;
    const header = this.#buffer.subarray(this.#start, this.#start + headerBytes);
    const length = header.readUInt32LE(0);
    const stream = streams[header[4]!];
    if (length > maximumPayload || !stream || header.readUInt16LE(6) !== 0) return this.#damage();
    if (this.#end - this.#start < headerBytes + length) return undefined;
    const payload = Buffer.from(
      this.#buffer.subarray(this.#start + headerBytes, this.#start + headerBytes + length),
    );
    this.#last = { sequence: header.readBigUInt64LE(8), timeNs: header.readBigInt64LE(16) };
    const record = { stream, continues: (header[5]! & 1) !== 0, ...this.#last, payload };
    this.#start += headerBytes + length;
    return record;
  }

  /** Searching for the next header would trust bytes that a container may have chosen; the rest of the file is given up. */
  #damage(): RawRecord {
    this.#damaged = true;
    const rest = fstatSync(this.#descriptor).size - this.#position + this.#end - this.#start;
    const note = `the log is damaged here; ${rest} bytes of this file are left out`;
    return { stream: 'monitor', continues: false, ...this.#last, payload: Buffer.from(note) };
  }

  /** Reads on in the open file; false at its end. */
  #fill(): boolean {
    if (this.#damaged) return false;
    if (this.#start > 0) {
      this.#buffer.copyWithin(0, this.#start, this.#end);
      this.#end -= this.#start;
      this.#start = 0;
    }
    const count = readSync(
      this.#descriptor,
      this.#buffer,
      this.#end,
      this.#buffer.length - this.#end,
      this.#position,
    );
    this.#position += count;
    this.#end += count;
    return count > 0;
  }

  /**
   * Goes on with the file that is next in age, or the oldest when ours was rotated away. Called at the end of the open
   * file; since the monitor writes to a file until it renames it, what came between is read once more before leaving.
   */
  #openNewer(): boolean {
    const files = fileNames.flatMap(name => {
      const path = join(this.directory, name);
      const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
      return stat ? [{ path, inode: stat.ino }] : [];
    });
    const ours = files.findIndex(file => file.inode === this.#inode);
    const newer = this.#descriptor < 0 && this.begin === 'newest' ? files.at(-1) : files[ours + 1];
    if (!newer || (this.#descriptor >= 0 && this.#fill())) return newer !== undefined;
    // A rotation between stat and open: ours stays open, so that its inode cannot be given to another file meanwhile.
    const descriptor = openIfThere(newer.path);
    if (descriptor < 0) return true;
    if (fstatSync(descriptor, { bigint: true }).ino !== newer.inode) {
      closeSync(descriptor);
      return true;
    }
    this.close();
    this.#descriptor = descriptor;
    this.#inode = newer.inode;
    this.#position = this.#start = this.#end = 0;
    this.#damaged = false;
    return true;
  }
}

function openIfThere(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return -1;
    throw error;
  }
}
