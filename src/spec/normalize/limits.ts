/** Limits under our short names; Docker Compose's ways to write them lead to the same. */
import type { Limits } from '../../model/project.js';
import type { Path } from '../node.js';
import type { RawContainer, RawLimits } from '../raw.js';
import { GrammarError } from '../values/grammar-error.js';
import { parseCpus, parseCpuset, parseWholeNumber } from '../values/number.js';
import { parseSize } from '../values/size.js';
import { composeLimits } from './compose-limits.js';
import { type Context, placeAs } from './context.js';
import { ioLimits } from './limits-io.js';

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
  // Who writes the file by its name means that alone.
  const pids = read('pids', parsePids) ?? (raw.cgroup?.['pids.max'] === undefined ? defaultPids : Infinity);
  const values: Limits = {
    cpus: read('cpus', parseCpus),
    cpu_weight: own.cpu_weight,
    cpuset: read('cpuset', parseCpuset),
    memory: read('memory', parseMemory),
    memory_high: read('memory_high', parseMemory),
    memory_low: read('memory_low', parseSize),
    swap: read('swap', parseSize),
    swappiness: either(['swappiness', own.swappiness], ['mem_swappiness', raw.mem_swappiness], path, context),
    oom_kill_disable: either(
      ['oom_kill_disable', own.oom_kill_disable],
      ['oom_kill_disable', raw.oom_kill_disable],
      path,
      context,
    ),
    pids: pids === Infinity ? undefined : pids,
    io_weight: own.io_weight,
    io: own.io == null ? undefined : ioLimits(own.io, at('io'), context),
  } as Limits;
  Object.assign(values, composeLimits(raw, values.memory, path, context));
  if (values.oom_kill_disable === false) delete values.oom_kill_disable;
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

/** A limit that is no text, under its own name or under Docker Compose's. */
function either<Value>(
  [key, own]: [string, Value | undefined],
  [flat, other]: [string, Value | undefined],
  path: Path,
  context: Context,
): Value | undefined {
  if (other === undefined) return own;
  const place = [...path, 'limits', key];
  if (own !== undefined) {
    context.findings.error('contradiction', [...path, flat], 'this limit is given twice', {
      related: { message: 'also given', path: place },
      hint: `keep \`limits.${key}\``,
      atKey: true,
    });
  }
  placeAs(context, place, [...path, flat]);
  return other;
}

const shortSpellings: Partial<
  Record<keyof RawLimits, 'cpus' | 'cpuset' | 'mem_limit' | 'mem_reservation' | 'pids_limit'>
> = {
  cpus: 'cpus',
  cpuset: 'cpuset',
  memory: 'mem_limit',
  memory_low: 'mem_reservation',
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
