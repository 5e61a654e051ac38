/** Devices, sysctls and ulimits: what a container is given of the kernel's knobs. */
import type { Container, Device, Ulimit } from '../../model/project.js';
import type { Path } from '../node.js';
import type { RawContainer } from '../raw.js';
import { suggestion } from '../suggest.js';
import { GrammarError } from '../values/grammar-error.js';
import { parsePlainText } from '../values/names.js';
import { parseWholeNumber } from '../values/number.js';
import { parseInsidePath } from '../values/path.js';
import { parseSysctlKey } from '../values/sysctl.js';
import { type Context, entriesOf, itemsOf, placeAs } from './context.js';
import { pairsOf } from './pairs.js';

type KernelPart = Pick<Container, 'devices' | 'sysctls' | 'ulimits'>;

export function normalizeKernel(raw: RawContainer, path: Path, context: Context): KernelPart {
  return {
    devices: devicesOf(raw, [...path, 'devices'], context),
    sysctls: sysctlsOf(raw, [...path, 'sysctls'], context),
    ulimits: ulimitsOf(raw, [...path, 'ulimits'], context),
  };
}

function devicesOf(raw: RawContainer, path: Path, context: Context): Device[] {
  const { findings } = context;
  const targets = new Map<string, Path>();
  return [...itemsOf(raw.devices, path)].flatMap(([item, at]): Device[] => {
    const device = findings.read(at, typeof item === 'string' ? item : (item.source ?? ''), text => {
      const {
        source,
        target = source,
        permissions = 'rwm',
      } = typeof item === 'string' ? shortDevice(text) : item;
      if (!/^\/dev\/[A-Za-z0-9._/-]+$/.test(source ?? '') || parseInsidePath(source!) !== source) {
        throw new GrammarError('is not the path of a device below /dev');
      }
      if (!/^(?!.*(.).*\1)[rwm]{1,3}$/.test(permissions))
        throw new GrammarError('has permissions that are not of r, w and m');
      const inside = parseInsidePath(target!);
      if (!inside.startsWith('/dev/')) throw new GrammarError('has a target outside of /dev');
      return { source: source!, target: inside, permissions };
    });
    if (!device) return [];
    const first = targets.get(device.target);
    if (first) {
      const related = { message: 'first given', path: first };
      findings.error('duplicate', at, `a second device at ${device.target}`, { related });
    }
    targets.set(device.target, at);
    placeAs(context, [...path, device.target], at);
    return [device];
  });
}

/** `SOURCE[:TARGET][:PERMISSIONS]`; of two parts, `rwm` letters are permissions. */
function shortDevice(text: string): { source: string; target?: string; permissions?: string } {
  const [source, second, third, ...rest] = text.split(':');
  if (rest.length > 0) throw new GrammarError('is not SOURCE[:TARGET][:PERMISSIONS]');
  if (second === undefined) return { source: source! };
  if (third === undefined && !second.startsWith('/')) return { source: source!, permissions: second };
  return { source: source!, target: second, ...(third !== undefined && { permissions: third }) };
}

function sysctlsOf(raw: RawContainer, path: Path, context: Context): Record<string, string> {
  const { findings } = context;
  const result: Record<string, string> = {};
  for (const [key, value, at] of pairsOf(raw.sysctls, path, context)) {
    const known = findings.read(at, key, parseSysctlKey, true);
    if (known === undefined) continue;
    if (value === undefined) findings.error('invalid-value', at, `the sysctl "${key}" has no value`);
    else {
      const text = findings.read(at, value, parsePlainText);
      if (text !== undefined) result[known] = text;
    }
  }
  return result;
}

const ulimitNames =
  'as core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack'.split(
    ' ',
  );

function ulimitsOf(raw: RawContainer, path: Path, { findings }: Context): Ulimit[] {
  return entriesOf(raw.ulimits, path).flatMap(([name, value, at]): Ulimit[] => {
    if (!ulimitNames.includes(name)) {
      findings.error('unknown-key', at, `unknown ulimit "${name}"${suggestion(name, ulimitNames)}`, {
        atKey: true,
      });
      return [];
    }
    const [soft, hard] = typeof value === 'string' ? [value, value] : [value.soft, value.hard];
    if (soft === undefined || hard === undefined) return [];
    const place = (key: string) => (typeof value === 'string' ? at : [...at, key]);
    const low = findings.read(place('soft'), soft, parseUlimit);
    const high = findings.read(place('hard'), hard, parseUlimit);
    if (low === undefined || high === undefined) return [];
    if (high !== -1 && (low === -1 || low > high)) {
      findings.error('contradiction', place('soft'), `the soft limit of ${name} is larger than the hard one`);
    }
    return [{ name, soft: low, hard: high }];
  });
}

function parseUlimit(text: string): number {
  return text === 'unlimited' ? -1 : parseWholeNumber(text, -1, Number.MAX_SAFE_INTEGER);
}
