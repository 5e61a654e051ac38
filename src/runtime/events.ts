/** What monitors wrote into a project's events, read along: nothing is lost between two looks, and order is kept. */
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { LogWatch } from './log-watch.js';
import type { LivingContainer } from './snapshot.js';

/** One transition. THAWED is told before the RUNNING that follows it, as LXC does it. */
export interface ContainerEvent
  extends Pick<LivingContainer, 'pid' | 'health' | 'exitCode' | 'signal' | 'oom' | 'restarts'> {
  /** Milliseconds since 1970. */
  time: number;
  container: string;
  state: LivingContainer['state'] | 'THAWED';
}

/** Docs: docs/native-protocol.md, `events`. Remembers where the file ended when it was made. */
export class EventStream {
  readonly #path: string;
  readonly #watch: LogWatch;
  #file: number | null = null;
  #rest = '';
  #position = 0;

  /** @param runDirectory the project's; it need not be there yet */
  constructor(runDirectory: string) {
    this.#path = `${runDirectory}/events`;
    this.#watch = new LogWatch(runDirectory, null);
    this.#open();
    if (this.#file !== null) this.#position = fstatSync(this.#file).size;
  }

  /** Every event from now on, until the signal. */
  async *follow(signal: AbortSignal): AsyncGenerator<ContainerEvent> {
    const aborted = new Promise<void>(resolve => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    while (!signal.aborted) {
      // Watched before it is read, so that nothing falls between the two.
      this.#watch.cover([]);
      for (const event of this.#read()) {
        if (signal.aborted) return;
        yield event;
      }
      await Promise.race([this.#watch.changed(), aborted]);
    }
  }

  close(): void {
    this.#watch.close();
    this.#shut();
  }

  *#read(): Generator<ContainerEvent> {
    for (;;) {
      if (this.#file === null) this.#open();
      if (this.#file === null) return;
      // Asked first: what is written until then is in the file that is open.
      const turned = this.#hasTurned();
      yield* this.#lines();
      if (!turned) return;
      this.#shut();
    }
  }

  *#lines(): Generator<ContainerEvent> {
    const buffer = Buffer.alloc(65_536);
    for (;;) {
      const size = readSync(this.#file!, buffer, 0, buffer.length, this.#position);
      if (size === 0) return;
      this.#position += size;
      const lines = (this.#rest + buffer.toString('utf8', 0, size)).split('\n');
      this.#rest = lines.pop()!;
      for (const line of lines) yield JSON.parse(line) as ContainerEvent;
    }
  }

  /** A monitor has given the file another name because it was long, or `down` has removed it. */
  #hasTurned(): boolean {
    const named = statSync(this.#path, { bigint: true, throwIfNoEntry: false });
    return named?.ino !== fstatSync(this.#file!, { bigint: true }).ino;
  }

  #open(): void {
    try {
      this.#file = openSync(this.#path, 'r');
    } catch (error) {
      if (!['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }

  #shut(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
    this.#position = 0;
    this.#rest = '';
  }
}
