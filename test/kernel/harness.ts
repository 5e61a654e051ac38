/** A host of one's own for a test: a network namespace, run and state directories, and the real command line in it. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Census, differences, takeCensus } from './census.js';

const program = join(import.meta.dirname, '../../bin/lxc-compose');

export interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

export interface PsRow {
  name: string;
  state: string;
  pid: number | null;
  health: string;
  restarts: number;
  exitCode: number | null;
  signal: number | null;
  oom: boolean;
}

export class Host {
  readonly program = program;
  readonly directory = mkdtempSync(join(tmpdir(), 'lxc-compose-test-'));
  /** Differs between test files that run at the same time; begins every project's name. */
  readonly prefix = `k${process.pid.toString(36)}`;
  readonly #holder: ChildProcess;
  /** What still runs: after a failed test nobody else would end it, and the whole run would wait for it. */
  readonly #children = new Set<ChildProcess>();
  /** nsenter's options for the namespaces that are the host's own. */
  readonly #namespaces: string[];
  readonly #before: Census;

  private constructor(holder: ChildProcess, namespaces: string[]) {
    this.#holder = holder;
    this.#namespaces = namespaces;
    for (const name of ['run', 'state']) mkdirSync(join(this.directory, name), { mode: 0o700 });
    this.#before = this.census();
  }

  /** @param ownRun also an empty /run, where named namespaces and other programs have their files */
  static async make(ownRun = false): Promise<Host> {
    const namespaces = ownRun ? ['-n', '-m'] : ['-n'];
    const prepare = ownRun ? 'mount -t tmpfs tmpfs /run; ' : '';
    // Ends with this process, also when a failing hook ends that.
    const script = `${prepare}ip link set lo up; echo ready; exec tail -f /dev/null`;
    const command = ['--pdeathsig', 'KILL', 'unshare', ...namespaces, 'sh', '-ec', script];
    const holder = spawn('setpriv', command, { stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise(resolve => holder.stdout!.once('data', resolve));
    return new Host(holder, namespaces);
  }

  get environment(): NodeJS.ProcessEnv {
    return {
      PATH: process.env['PATH'],
      LXC_COMPOSE_RUN_DIRECTORY: join(this.directory, 'run'),
      LXC_COMPOSE_STATE_DIRECTORY: join(this.directory, 'state'),
      LXC_COMPOSE_CACHE_DIRECTORY: join(this.directory, 'cache'),
    };
  }

  /** Writes a spec into a directory of its own and gives the arguments that choose it. */
  spec(text: string, name = 'p'): string[] {
    const directory = join(this.directory, name);
    mkdirSync(directory, { recursive: true });
    const file = join(directory, 'lxc-compose.yaml');
    writeFileSync(file, `name: ${this.prefix}-${name}\n${text}`);
    return ['-f', file];
  }

  /** Starts a command in the host's network; the caller ends it. */
  spawn(command: string, args: string[]): ChildProcess {
    return this.#enter(command, args, ['ignore', 'pipe', 'pipe']);
  }

  /** As spawn, with a standard input that the caller writes to. */
  spawnOpen(command: string, args: string[]): ChildProcess {
    return this.#enter(command, args, ['pipe', 'pipe', 'pipe']);
  }

  #enter(command: string, args: string[], stdio: ('ignore' | 'pipe')[]): ChildProcess {
    const child = spawn('nsenter', [...this.#entry(), command, ...args], { env: this.environment, stdio });
    this.#children.add(child);
    child.once('close', () => this.#children.delete(child));
    return child;
  }

  #entry(): string[] {
    return ['-t', String(this.#holder.pid), ...this.#namespaces];
  }

  start(...args: string[]): ChildProcess {
    return this.spawn(program, args);
  }

  run(command: string, args: string[], timeoutMs = 60_000): Promise<Run> {
    const child = this.spawn(command, args);
    let stdout = '';
    let stderr = '';
    child.stdout!.on('data', chunk => (stdout += chunk));
    child.stderr!.on('data', chunk => (stderr += chunk));
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    return new Promise(resolve =>
      child.on('close', code => {
        clearTimeout(timer);
        resolve({ code: code ?? 137, stdout, stderr });
      }),
    );
  }

  /** lxc-compose with these arguments. */
  compose(...args: string[]): Promise<Run> {
    return this.run(program, args);
  }

  /** As compose, and an error unless it succeeded. */
  async must(...args: string[]): Promise<Run> {
    const result = await this.compose(...args);
    if (result.code !== 0)
      throw new Error(`lxc-compose ${args.join(' ')} gave ${result.code}:\n${result.stdout}${result.stderr}`);
    return result;
  }

  /** A shell line in the host's network namespace. */
  sh(line: string): string {
    return execFileSync('nsenter', [...this.#entry(), 'sh', '-ec', line], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  async ps(...spec: string[]): Promise<Map<string, PsRow>> {
    const { stdout } = await this.must(...spec, 'ps', '--all', '--format', 'json');
    return new Map((JSON.parse(stdout) as PsRow[]).map(row => [row.name, row]));
  }

  async pid(spec: string[], container: string): Promise<number> {
    const row = (await this.ps(...spec)).get(container);
    if (!row?.pid) throw new Error(`${container} does not run: ${JSON.stringify(row)}`);
    return row.pid;
  }

  /** A line in some of a container's namespaces, as the host's root. */
  inside(pid: number, namespaces: string[], line: string): string {
    return execFileSync('nsenter', ['-t', String(pid), ...namespaces, 'sh', '-ec', line], {
      encoding: 'utf8',
    });
  }

  cgroup(controller: string, container: string, file: string, name = 'p'): string {
    return `/sys/fs/cgroup/${controller}/lxc-compose/${this.prefix}-${name}/${container}/${file}`;
  }

  census(): Census {
    return takeCensus(this.#holder.pid!, this.directory, this.prefix);
  }

  /** What this host has now and had not when it was made (or the other way round), once ended processes are reaped. */
  async leaks(): Promise<string[]> {
    const look = () => differences(this.#before, this.census());
    return until('leaks', look, left => left.length === 0, 2000).catch(look);
  }

  /** Ends everything, also after a failed test. */
  async destroy(): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL');
    for (const name of this.projects()) await this.compose('-p', name, 'down', '--timeout', '0');
    this.#holder.kill('SIGKILL');
    rmSync(this.directory, { recursive: true, force: true });
  }

  private projects(): string[] {
    const state = join(this.directory, 'state');
    return existsSync(state) ? readdirSync(state).filter(name => name.startsWith(this.prefix)) : [];
  }
}

/** Polls until the condition holds. @throws Error with what it last saw */
export async function until<Value>(
  what: string,
  look: () => Value | Promise<Value>,
  holds: (value: Value) => boolean = Boolean,
  timeoutMs = 15_000,
): Promise<Value> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = await look();
    if (holds(value)) return value;
    if (Date.now() > end) throw new Error(`${what}: last seen ${JSON.stringify(value)}`);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

export function isRoot(): boolean {
  return process.getuid!() === 0;
}

export function readNumber(path: string): number {
  return Number(readFileSync(path, 'utf8').trim());
}

/** A suite's preparation. uvu says nothing of an error in `test.before`; here it is printed, and the suite fails. */
export function beforeAll(suite: { before(hook: () => Promise<void>): void }, prepare: () => Promise<void>) {
  suite.before(() =>
    prepare().catch(error => {
      console.error(error);
      process.exitCode = 1;
      throw error;
    }),
  );
}
