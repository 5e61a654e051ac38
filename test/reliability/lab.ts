/** The project that everything is done to, and what must hold afterwards: the three laws. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { Host, type PsRow, type Run } from '../kernel/harness.js';

const preload = join(import.meta.dirname, 'failpoints.cjs');

/** Five containers, two bridges, three volumes, a link, a published port. */
const labText = `
networks:
  br0: {addresses: [10.0.2.1/24], pool: 10.0.2.10-10.0.2.60, nat: true}
  br1: {addresses: [10.0.3.1/24, "fd00:3::1/64"]}
links:
  - [a:eth5, b:eth5]
volumes: {one: {}, two: {}, three: {}}
containers:
  a: {rootfs: host, command: [sleep, infinity], networks: [br0], limits: {memory: 32M, pids: 20}, volumes: ["one:/srv/one"]}
  b: {rootfs: host, overlay: true, command: [sleep, infinity], networks: {br0: {}, br1: {address: 10.0.3.5/24}}, volumes: ["two:/srv/two"], depends_on: [a]}
  c: {rootfs: host, command: [sleep, infinity], networks: {br1: {address: 10.0.3.6/24}}, ports: ["9081:80"], sysctls: {net.core.somaxconn: 512}}
  d: {rootfs: host, command: [sleep, infinity], networks: [br0], volumes: ["three:/srv/three"], hostname: dee}
  e: {rootfs: host, command: [sleep, infinity], limits: {cpus: 0.5}}
`;

export class Lab {
  static readonly text = labText;
  readonly spec: string[];

  private constructor(readonly host: Host) {
    this.spec = host.spec(labText);
  }

  static async make(): Promise<Lab> {
    return new Lab(await Host.make());
  }

  /** Runs a command with failpoints. */
  async broken(failpoint: string, ...args: string[]): Promise<Run> {
    const variables = [`NODE_OPTIONS=--require ${preload}`, `FAILPOINT=${failpoint}`];
    return this.host.run('env', [...variables, this.host.program, ...this.spec, ...args]);
  }

  /** The names of all steps by which a command changes something. */
  async stepsOf(...args: string[]): Promise<string[]> {
    const file = join(this.host.directory, 'steps');
    rmSync(file, { force: true });
    const run = await this.broken(`*=count(${file})`, ...args);
    assert.is(run.code, 0, run.stderr);
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  }

  /** L1: from whatever is there one `up` gives what the spec says, and a second one does nothing. */
  async converges(): Promise<Map<string, PsRow>> {
    await this.host.must(...this.spec, 'up');
    const plan = await this.host.compose(...this.spec, 'plan', '--exit-code');
    assert.is(plan.code, 0, plan.stdout + plan.stderr);
    const rows = await this.host.ps(...this.spec);
    assert.equal([...rows.values()].map(row => `${row.name} ${row.state}`).sort(), allRunning);
    return rows;
  }

  /** L2: `down` leaves the host as it was before the first `up`. */
  async leavesNothing(): Promise<void> {
    await this.host.must(...this.spec, 'down', '--timeout', '0', '--volumes', '-y');
    assert.equal(await this.host.leaks(), []);
  }
}

const allRunning = ['a', 'b', 'c', 'd', 'e'].map(name => `${name} RUNNING`);

/** pid by name of what runs. */
export function pidsOf(rows: Map<string, PsRow>): Record<string, number | null> {
  return Object.fromEntries([...rows.values()].map(row => [row.name, row.pid]));
}

export interface Figure {
  /** Row of the fault table, or another name. */
  row: string;
  fault: string;
  /** How often it was tried. */
  runs: number;
  /** How often a law did not hold. */
  bad: number;
  note?: string;
}

/** Kept for the table in docs/reliability.md. */
export function record(figure: Figure): void {
  const directory = join(import.meta.dirname, '../../build/reliability');
  mkdirSync(directory, { recursive: true });
  appendFileSync(join(directory, 'figures.jsonl'), `${JSON.stringify(figure)}\n`);
}

/** The same numbers in every run: a failure can be repeated. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
