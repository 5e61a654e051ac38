/** A queue for operations of one kind and action, which takes what is ready in batches. */
import PQueue from 'p-queue';
import type { Operation } from '../model/operation.js';

/** Enough to keep every core busy; the others' launch plans are compiled while these are at work. */
const containersAtOnce = 16;
/** Containers come one by one out of their making: their NICs wait this long for company, unless no more can come. */
const gatherMs = 25;
/** Larger batches save nothing any more. */
const fullBatch = 16;

/** The native starter takes containers one by one and works on them in parallel; programs take batches. */
export function laneName({ kind, action, parts }: Operation): string {
  // What is made by debootstrap first takes minutes.
  const slow = parts?.some(each => each.attributes['debootstrap'] !== undefined) ? ' of debootstrap' : '';
  return kind === 'container' ? `container ${action}${slow}` : kind;
}

/** See the file. */
export class Lane {
  readonly #queue: PQueue;
  readonly #ready: Operation[] = [];
  #endGathering = () => {};

  /**
   * @param first any operation of the lane: all are alike
   * @param moreToCome whether a batch that is not full may still grow soon
   */
  constructor(
    first: Operation,
    private readonly moreToCome: () => boolean,
    private readonly work: (batch: Operation[]) => Promise<void>,
  ) {
    this.#queue = new PQueue({ concurrency: concurrencyOf(first) });
  }

  get busy(): boolean {
    return this.#queue.size > 0 || this.#queue.pending > 0;
  }

  onIdle(): Promise<void> {
    return this.#queue.onIdle();
  }

  add(operation: Operation): void {
    this.#ready.push(operation);
    if (this.#ready.length >= fullBatch) this.#endGathering();
    void this.#queue.add(() => this.#takeBatch(operation));
  }

  /** Nothing more is to come: a batch that waits for company begins. */
  flush(): void {
    this.#endGathering();
  }

  async #takeBatch(operation: Operation): Promise<void> {
    // So that what becomes ready at the same moment is one batch.
    await null;
    const lonely = () => this.#ready.length > 0 && this.#ready.length < fullBatch && this.moreToCome();
    if (operation.kind === 'nic' && operation.action === 'create' && lonely()) await this.#gather();
    // A singly-worked lane takes everything that became ready meanwhile; the tasks behind then find nothing to do.
    const batch = this.#ready.splice(0, this.#queue.concurrency === 1 ? this.#ready.length : 1);
    if (batch.length > 0) await this.work(batch);
  }

  #gather(): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, gatherMs);
      this.#endGathering = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function concurrencyOf({ kind, action }: Operation): number {
  if (kind !== 'container' || action === 'stop' || action === 'destroy') return 1;
  return action === 'create' ? containersAtOnce : Number.POSITIVE_INFINITY;
}
