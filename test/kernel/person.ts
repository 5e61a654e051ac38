/** Somebody who types and reads, for programs that want a terminal. */
import type { ChildProcess } from 'node:child_process';
import { type Host, until } from './harness.js';

/** At a terminal of 30 rows and 90 columns. */
export class Person {
  seen = '';
  readonly #child: ChildProcess;
  readonly ended: Promise<number | null>;

  constructor(host: Host, args: string[]) {
    const line = args.map(each => `'${each.replaceAll("'", `'\\''`)}'`).join(' ');
    this.#child = host.spawnOpen('script', ['-qec', `stty rows 30 cols 90; ${line}`, '/dev/null']);
    this.#child.stdout!.on('data', chunk => (this.seen += chunk));
    this.ended = new Promise(resolve => this.#child.once('close', resolve));
  }

  type(keys: string): void {
    this.#child.stdin!.write(keys);
  }

  sees(what: string): Promise<string> {
    return until(
      what,
      () => this.seen,
      each => each.includes(what),
    );
  }

  leave(): Promise<number | null> {
    this.type('\u0001q');
    return this.ended;
  }
}
