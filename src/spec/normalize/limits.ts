/** Limits under our short names; Docker Compose's three ways to write them lead to the same. */
import type { IoLimit, Limits } from '../../model/project.js';
import type { Path } from '../node.js';
import type { RawContainer, RawLimits } from '../raw.js';
import { GrammarError } from '../values/grammar-error.js';
import { parsePlainText } from '../values/names.js';
import { parseCpus, parseCpuset, parseWholeNumber } from '../values/number.js';
import { parseSize } from '../values/size.js';
import { type Context, entriesOf, placeAs } from './context.js';

/** A fork bomb must not take the host along: the one limit that is on by default. */
const defaultPids = 4096;
/** Below it a container cannot even start its first program: a process is charged for its page tables and stack. */
const minimumMemory = 512 * 1024;

export function normalizeLimits(raw: RawContainer, path: Path, context: Context): Limits {
  const { findings } = context;
  const own: RawLimits = raw.limits ?? {};
  const at = (key: string): Path => [...path, 'limits', key];
  const read = <Value>(key: keyof RawLimits, convert: (text: string) => Value): Value | undefined => {
    const [text, place] = chosen(raw, key, path, context) ?? [own[key], at(key)];
    return typeof text === 'string' ? findings.read(place, text, convert) : undefined;
  };
  const pids = read('pids', parsePids) ?? defaultPids;
  const values: Limits = {
    cpus: read('cpus', parseCpus),
    cpu_weight: own.cpu_weight,
    cpuset: read('cpuset', parseCpuset),
    memory: read('memory', parseMemory),
    memory_high: read('memory_high', parseMemory),
    memory_low: read('memory_low', parseSize),
    swap: read('swap', parseSize),
    pids: pids === Infinity ? undefined : pids,
    io_weight: own.io_weight,
    io: own.io == null ? undefined : ioLimits(own.io, at('io'), context),
  } as Limits;
  for (const [key, low, high] of [
    ['memory_high', values.memory_high, values.memory],
    ['memory_low', values.memory_low, values.memory],
  ] as const) {
    if (low !== undefined && high !== undefined && low > high) {
      findings.error('contradiction', at(key), `"${key}" is larger than "memory"`);
    }
  }
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** Docker Compose's spelling of a limit, when it is used; twice is an error, even with equal values. */
function chosen(
  raw: RawContainer,
  key: keyof RawLimits,
  path: Path,
  context: Context,
): [string, Path] | undefined {
  const short = shortSpellings[key];
  if (!short) return undefined;
  const flat = raw[short];
  const long = raw.deploy?.resources?.limits?.[key as 'cpus' | 'memory' | 'pids'];
  const text = flat ?? long;
  if (text === undefined) return undefined;
  const longPath = [...path, 'deploy', 'resources', 'limits', key];
  const place = flat === undefined ? longPath : [...path, short];
  const own = [...path, 'limits', key];
  const rival =
    raw.limits?.[key] !== undefined ? own : flat !== undefined && long !== undefined ? longPath : undefined;
  if (rival) {
    context.findings.error('contradiction', place, 'this limit is given twice', {
      related: { message: 'also given', path: rival },
      hint: `keep \`limits.${key}\``,
      atKey: true,
    });
  }
  placeAs(context, own, place);
  return [text, place];
}

const shortSpellings: Partial<Record<keyof RawLimits, 'cpus' | 'mem_limit' | 'pids_limit'>> = {
  cpus: 'cpus',
  memory: 'mem_limit',
  pids: 'pids_limit',
};

/** Infinity = no limit. */
function parsePids(text: string): number {
  if (text === 'max' || text === '-1') return Number.POSITIVE_INFINITY;
  return parseWholeNumber(text, 1, 4_194_304);
}

function parseMemory(text: string): number {
  const bytes = parseSize(text);
  if (bytes < minimumMemory)
    throw new GrammarError('is less than 512k: nothing could start', 'give a unit, such as 512M');
  return bytes;
}

function ioLimits(
  raw: NonNullable<RawLimits['io']>,
  path: Path,
  { findings }: Context,
): Record<string, IoLimit> {
  const result: Record<string, IoLimit> = {};
  for (const [device, given, at] of entriesOf(raw, path)) {
    if (!/^\/dev\/[A-Za-z0-9._/-]+$/.test(device)) {
      findings.error('invalid-value', at, `"${device}" is not the path of a device below /dev`, {
        atKey: true,
      });
      continue;
    }
    const limit: IoLimit = {};
    for (const key of ['rbps', 'wbps'] as const) {
      const bytes = given[key] === undefined ? undefined : findings.read([...at, key], given[key], parseSize);
      if (bytes !== undefined) limit[key] = bytes;
    }
    if (given.riops !== undefined) limit.riops = given.riops;
    if (given.wiops !== undefined) limit.wiops = given.wiops;
    result[device] = limit;
  }
  return result;
}

/** Raw cgroup files by name. A value is one line: it becomes one write. */
export function normalizeCgroup(
  raw: RawContainer,
  limits: Limits,
  path: Path,
  { findings }: Context,
): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [file, value, at] of entriesOf(raw.cgroup, [...path, 'cgroup'])) {
    if (!/^[a-z][a-z0-9_]*(\.[A-Za-z0-9_]+)+$/.test(file)) {
      findings.error('invalid-value', at, `"${file}" is not the name of a cgroup file`, {
        atKey: true,
        hint: 'write memory.oom.group',
      });
      continue;
    }
    const limit = filesOfLimits[file];
    if (limit !== undefined && limits[limit] !== undefined) {
      findings.error('contradiction', at, `"${file}" is what \`limits.${limit}\` sets`, { atKey: true });
      continue;
    }
    const text = findings.read(at, value, parsePlainText);
    if (text !== undefined) result[file] = text;
  }
  return result;
}

const filesOfLimits: Record<string, keyof Limits> = {
  'cpu.max': 'cpus',
  'cpu.cfs_quota_us': 'cpus',
  'cpu.weight': 'cpu_weight',
  'cpu.shares': 'cpu_weight',
  'cpuset.cpus': 'cpuset',
  'memory.max': 'memory',
  'memory.limit_in_bytes': 'memory',
  'memory.high': 'memory_high',
  'memory.low': 'memory_low',
  'memory.swap.max': 'swap',
  'memory.memsw.limit_in_bytes': 'swap',
  'pids.max': 'pids',
  'io.weight': 'io_weight',
  'io.max': 'io',
};
