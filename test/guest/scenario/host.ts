/** The guest as the checks see it: the real command line, the kernel's files and the projects' specs. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

interface PsRow {
  name: string;
  state: string;
  pid: number | null;
  exitCode: number | null;
}

/** Runs a program of the guest to its end. */
export function run(program: string, ...args: string[]): Run {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  if (error) throw error;
  return { code: status ?? 137, stdout, stderr };
}

/** As run, and an error unless it succeeded. */
export function must(program: string, ...args: string[]): string {
  const { code, stdout, stderr } = run(program, ...args);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} gave ${code}: ${stdout}${stderr}`);
  return stdout;
}

/** A project of the guest and lxc-compose on it. */
export class GuestProject {
  readonly #file: string;

  constructor(
    readonly name: string,
    text: string,
  ) {
    mkdirSync(`/root/${name}`, { recursive: true });
    this.#file = `/root/${name}/lxc-compose.yaml`;
    writeFileSync(this.#file, `name: ${name}\n${text}`);
  }

  run(...args: string[]): Run {
    return run('lxc-compose', '-f', this.#file, ...args);
  }

  must(...args: string[]): string {
    return must('lxc-compose', '-f', this.#file, ...args);
  }

  ps(): PsRow[] {
    return JSON.parse(this.must('ps', '--all', '--format', 'json')) as PsRow[];
  }

  row(container: string): PsRow {
    const row = this.ps().find(each => each.name === container);
    if (!row) throw new Error(`ps does not list ${container}`);
    return row;
  }

  /** The running containers with the pids of their first processes. */
  pids(): Record<string, number | null> {
    return Object.fromEntries(this.ps().map(row => [row.name, row.pid]));
  }

  /** Path of a file of a container's cgroup. */
  cgroup(container: string, file: string): string {
    return `/sys/fs/cgroup/lxc-compose/${this.name}/${container}/${file}`;
  }

  read(container: string, file: string): string {
    return readFileSync(this.cgroup(container, file), 'utf8').trim();
  }

  /** One number of a cgroup file of `name number` lines. */
  count(container: string, file: string, name: string): number {
    const match = new RegExp(`^${name} (\\d+)$`, 'm').exec(this.read(container, file));
    if (!match) throw new Error(`${file} has no ${name}`);
    return Number(match[1]);
  }
}

/** The process that started it: of a container's first process, its monitor. */
export function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

/** Command lines of all processes but the kernel's own. */
export function commandLines(): string[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(pid => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()];
      } catch {
        return []; // It ended meanwhile.
      }
    })
    .filter(Boolean);
}

/** Polls until the condition holds. @throws Error with what it last saw */
export async function until<Value>(
  what: string,
  look: () => Value,
  holds: (value: Value) => boolean,
  timeoutMs = 30_000,
): Promise<Value> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const value = look();
    if (holds(value)) return value;
    if (Date.now() > end) throw new Error(`${what}: last seen ${JSON.stringify(value)}`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
