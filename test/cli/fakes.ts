/** A command line without a host: what the verbs would give back, and what was written to the two streams. */
import type { ApplyResult, ContainerRow, Invocation } from '../../src/app/contract.js';
import { createPalette } from '../../src/cli/colours.js';
import type { LazyVerbs } from '../../src/cli/command.js';
import type { Output } from '../../src/cli/output.js';
import { run } from '../../src/cli/run.js';
import type { Operation, Plan } from '../../src/model/operation.js';
import type { Project } from '../../src/model/project.js';

export const emptyPlan: Plan = { project: 'lab', operations: [], warnings: [] };

export function operation(values: Partial<Operation> & Pick<Operation, 'action' | 'resource'>): Operation {
  return {
    id: `${values.action} ${values.resource}`,
    kind: 'container',
    disruption: 'create',
    changes: [],
    drift: false,
    dependsOn: [],
    ...values,
  };
}

export function applied(values: Partial<ApplyResult> = {}): ApplyResult {
  return { plan: emptyPlan, done: [], failed: [], skipped: [], leftOver: [], ...values };
}

export function containerRow(values: Partial<ContainerRow> = {}): ContainerRow {
  return {
    project: 'lab',
    name: 'web',
    state: 'RUNNING',
    pid: 4242,
    pidInode: 1,
    monitor: 4240,
    monitorInode: 2,
    health: 'healthy',
    restarts: 0,
    exitCode: null,
    signal: null,
    oom: false,
    startedAt: '2026-01-01T00:00:00.000Z',
    finishedAt: null,
    stoppedByUser: false,
    applied: null,
    command: 'sleep infinity',
    addresses: [{ network: 'br0', interface: 'eth0', address: '10.0.2.16/24' }],
    ports: ['8080->80/tcp'],
    ...values,
  };
}

export const project: Project = {
  name: 'lab',
  directory: '/srv/lab',
  files: ['/srv/lab/lxc-compose.yaml'],
  networks: [],
  links: [],
  containers: [],
  volumes: [{ name: 'data', external: false, labels: {} }],
  configs: [],
  secrets: [],
  services: [],
  positions: {},
};

export function fakeVerbs(verbs: Partial<LazyVerbs>): LazyVerbs {
  return new Proxy(verbs, {
    get: (target, name) => {
      const verb = target[name as keyof LazyVerbs];
      if (!verb) throw new Error(`${String(name)} was not to be called`);
      return verb;
    },
  }) as LazyVerbs;
}

export interface Captured {
  output: Output;
  data: () => string;
  note: () => string;
}

export function captureOutput(
  values: { terminal?: boolean; colours?: boolean; rows?: number; columns?: number } = {},
): Captured {
  const data: Buffer[] = [];
  const note: string[] = [];
  const { terminal = false, colours = false, rows = 24, columns = 80 } = values;
  const output: Output = {
    data: text => void data.push(Buffer.from(text)),
    dataBytes: bytes => void data.push(Buffer.from(bytes)),
    note: text => void note.push(text),
    dataColours: createPalette(colours),
    noteColours: createPalette(colours),
    dataIsTerminal: terminal,
    noteIsTerminal: terminal,
    noteSize: () => ({ rows, columns }),
  };
  return { output, data: () => Buffer.concat(data).toString(), note: () => note.join('') };
}

export interface RunOptions {
  verbs?: Partial<LazyVerbs>;
  environment?: Record<string, string>;
  isRoot?: boolean;
  ask?: (question: string) => Promise<boolean>;
  terminal?: boolean;
  workingDirectory?: string;
}

/** Runs a command line against fakes. */
export async function runFake(argv: string[], options: RunOptions = {}) {
  const captured = captureOutput({ terminal: options.terminal ?? false });
  const ansi: string[] = [];
  const code = await run(argv, {
    environment: options.environment ?? {},
    workingDirectory: options.workingDirectory ?? '/srv/lab',
    isRoot: options.isRoot ?? true,
    verbs: fakeVerbs(options.verbs ?? {}),
    createOutput: when => {
      ansi.push(when);
      return captured.output;
    },
    readInput: async () => '',
    ask: options.ask,
    now: () => Date.parse('2026-01-01T00:03:00Z'),
  });
  return { code, data: captured.data(), note: captured.note(), ansi };
}

/** The invocation and options that a verb was called with. */
export function recorder<Options, Result>(result: Result) {
  const calls: { invocation: Invocation; options: Options }[] = [];
  const verb = async (invocation: Invocation, options: Options): Promise<Result> => {
    calls.push({ invocation, options });
    return result;
  };
  return { verb, calls };
}
