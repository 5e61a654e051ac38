/** Reads files and variables and remembers what it has read: that is what a cached project depends on. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../model/problem.js';

export const standardInputName = '<stdin>';

export interface ReadingRecord {
  /** Absolute path to the SHA-256 of its content; null = there was no such file. */
  files: Record<string, string | null>;
  /** Every variable of the process environment that was looked up; null = not set. */
  variables: Record<string, string | null>;
  /** Variables that hold a secret, to the SHA-256 of the value. */
  secretVariables: Record<string, string | null>;
}

/** A FIFO, a device or an endless file would hang or fill memory. */
const maximumFileSize = 8 * 1024 * 1024;

export class Reader {
  private readonly files = new Map<string, { text: string | null; hash: string | null; size: number }>();
  private readonly variables = new Map<string, string | null>();
  private readonly secretVariables = new Map<string, string | null>();

  /** @param replaced texts that count in place of what the files of these absolute paths hold */
  constructor(
    private readonly environment: Record<string, string | undefined>,
    private readonly replaced: ReadonlyMap<string, string> = new Map(),
  ) {}

  /** Content of a file as text; null = there is none. @throws Problem when it is there and cannot be read */
  file(path: string): string | null {
    return this.read(path).text;
  }

  /** Hash and size of a file's bytes; null = there is none. @throws Problem when it is there and cannot be read */
  digest(path: string): { sha256: string; size: number } | null {
    const { hash, size } = this.read(path);
    return hash === null ? null : { sha256: hash, size };
  }

  private read(path: string): { text: string | null; hash: string | null; size: number } {
    let known = this.files.get(path);
    if (!known) {
      const replacement = this.replaced.get(path);
      const content = replacement === undefined ? readContent(path) : Buffer.from(replacement);
      known = {
        text: content?.toString('utf8') ?? null,
        hash: content && hashOf(content),
        size: content?.length ?? 0,
      };
      this.files.set(path, known);
    }
    return known;
  }

  /** Absolute paths of what is in a directory, sorted; none when there is no such directory. Not part of the record. */
  listFiles(directory: string): string[] {
    try {
      return readdirSync(directory)
        .sort()
        .map(name => join(directory, name));
    } catch {
      return [];
    }
  }

  /** A variable of the process environment. */
  variable(name: string): string | undefined {
    const value = variableOf(this.environment, name);
    this.variables.set(name, value ?? null);
    return value;
  }

  /** The same for one that holds a secret: what is remembered of it is a hash. */
  secretVariable(name: string): string | undefined {
    const value = variableOf(this.environment, name);
    this.secretVariables.set(name, value === undefined ? null : hashOf(value));
    return value;
  }

  record(): ReadingRecord {
    return {
      files: Object.fromEntries([...this.files].map(([path, { hash }]) => [path, hash])),
      variables: Object.fromEntries(this.variables),
      secretVariables: Object.fromEntries(this.secretVariables),
    };
  }
}

/** True when reading everything of the record again would give the same. */
export function isUnchanged(record: ReadingRecord, environment: Record<string, string | undefined>): boolean {
  for (const [name, value] of Object.entries(record.variables)) {
    if ((variableOf(environment, name) ?? null) !== value) return false;
  }
  for (const [name, hash] of Object.entries(record.secretVariables)) {
    const value = variableOf(environment, name);
    if ((value === undefined ? null : hashOf(value)) !== hash) return false;
  }
  try {
    return Object.entries(record.files).every(([path, hash]) => {
      const content = readContent(path);
      return (content && hashOf(content)) === hash;
    });
  } catch {
    return false;
  }
}

function variableOf(environment: Record<string, string | undefined>, name: string): string | undefined {
  return Object.hasOwn(environment, name) ? environment[name] : undefined;
}

function hashOf(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}

function readContent(path: string): Buffer | null {
  try {
    const { size } = statOfFile(path);
    if (size > maximumFileSize) throw unreadable(path, 'it is larger than 8 MiB', 'EFBIG');
    return readFileSync(path);
  } catch (error) {
    if (error instanceof Problem) throw error;
    const { code = 'EIO' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw unreadable(path, undefined, code);
  }
}

function statOfFile(path: string): { size: number } {
  const status = statSync(path);
  if (status.isDirectory()) throw unreadable(path, 'it is a directory', 'EISDIR');
  if (!status.isFile()) throw unreadable(path, 'it is not a regular file', 'EINVAL');
  return status;
}

function unreadable(path: string, reason: string | undefined, errno: string): Problem {
  const message = `cannot read ${path}${reason === undefined ? `: ${errno}` : `: ${reason}`}`;
  return new Problem(message, { kernel: { step: 'read a file of the spec', call: 'open', errno, path } });
}
