import { type FSWatcher, statSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where inotify cannot be had: its per-user limits are small. */
const pollMs = 500;
/** setTimeout takes 31 bits of milliseconds; waking up once in three weeks for nothing does no harm. */
const longestTimer = 0x7fffffff;

/**
 * Tells that something was written below a project's state directory. inotify: nothing is polled while nobody writes,
 * and a line is shown as soon as it is in the file.
 */
export class LogWatch {
  readonly #watchers = new Map<string, { watcher: FSWatcher; inode: bigint }>();
  #dirty = false;
  #polling = false;
  #wake: (() => void) | undefined;

  /** @param untilNs realtime nanoseconds after which nothing is of interest any more; null = for ever */
  constructor(
    private readonly stateDirectory: string,
    private readonly untilNs: bigint | null,
  ) {
    this.cover([]);
  }

  /** Makes sure that these containers' directories are watched, also after they were removed and made anew. */
  cover(containers: string[]): void {
    this.#polling = false;
    for (const path of [this.stateDirectory, ...containers.map(name => join(this.stateDirectory, name))])
      this.#watch(path);
  }

  /** Resolves when something may have changed; false when `untilNs` has passed. */
  async changed(): Promise<boolean> {
    const remaining = this.untilNs === null ? longestTimer : Number(this.untilNs / 1_000_000n) - Date.now();
    if (remaining <= 0) return false;
    if (!this.#dirty) await this.#sleep(Math.min(remaining, this.#polling ? pollMs : longestTimer));
    this.#dirty = false;
    return true;
  }

  close(): void {
    for (const { watcher } of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #sleep(milliseconds: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #watch(path: string): void {
    const inode = statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;
    const known = this.#watchers.get(path);
    if (known && known.inode === inode) return;
    known?.watcher.close();
    this.#watchers.delete(path);
    if (inode === undefined) {
      // A container's directory is announced by its parent; what the parent itself is announced by is further up.
      if (path !== this.stateDirectory && !this.stateDirectory.startsWith(`${path}/`)) return;
      if (path === '/') this.#polling = true;
      else this.#watch(dirname(path));
      return;
    }
    try {
      const watcher = watch(path, () => this.#notice());
      watcher.on('error', () => this.#notice());
      this.#watchers.set(path, { watcher, inode });
    } catch {
      this.#polling = true;
    }
  }

  #notice(): void {
    this.#dirty = true;
    this.#wake?.();
  }
}
