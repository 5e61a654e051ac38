import type { Healthcheck } from '../../model/project.js';
import type { Path } from '../node.js';
import type { List, RawHealthcheck } from '../raw.js';
import { parseDuration } from '../values/duration.js';
import { parseHttp, parseIcmp, parseTcp } from '../values/probe.js';
import type { Context } from './context.js';
import { argumentsOf } from './process.js';

type Test = Healthcheck['test'];

/** Times as Docker's defaults. */
const defaults = { interval: 30_000, timeout: 30_000, start_period: 0, start_interval: 5000 };

/** Undefined when there is none or it is turned off. */
export function normalizeHealthcheck(
  raw: RawHealthcheck | null | undefined,
  path: Path,
  context: Context,
): Healthcheck | undefined {
  if (!raw || raw.disable) return undefined;
  const { findings } = context;
  const given = (['test', 'exec', 'tcp', 'http', 'icmp'] as const).filter(key => raw[key] !== undefined);
  if (given.length > 1) {
    const message = `"${given[0]}" and "${given[1]}" contradict each other`;
    findings.error('contradiction', [...path, given[1]!], message, { atKey: true, hint: 'keep one of them' });
  }
  if (given.length === 0) {
    findings.error('missing-key', path, 'the healthcheck has no `test`, `exec`, `tcp`, `http` or `icmp`', {
      hint: 'write `tcp: ":80"` or `test: [CMD, PROGRAM, ARGUMENT]`',
      atKey: true,
    });
  }
  const time = (key: keyof typeof defaults): number =>
    (raw[key] === undefined ? undefined : findings.read([...path, key], raw[key], parseDuration)) ??
    defaults[key];
  const positive = (key: 'interval' | 'timeout' | 'start_interval'): number => {
    const value = time(key);
    if (value === 0) findings.error('invalid-value', [...path, key], `"${key}" must be more than 0`);
    return value;
  };
  const times = {
    intervalMs: positive('interval'),
    timeoutMs: positive('timeout'),
    retries: raw.retries ?? 3,
    startPeriodMs: time('start_period'),
    startIntervalMs: positive('start_interval'),
  };
  const test = testOf(raw, path, context);
  return test && { test, ...times };
}

function testOf(raw: RawHealthcheck, path: Path, context: Context): Test | undefined {
  if (raw.tcp !== undefined) return context.findings.read([...path, 'tcp'], raw.tcp, parseTcp);
  if (raw.http !== undefined) return context.findings.read([...path, 'http'], raw.http, parseHttp);
  if (raw.icmp !== undefined) return context.findings.read([...path, 'icmp'], raw.icmp, parseIcmp);
  if (raw.exec !== undefined) return { exec: argumentsOf(raw.exec, [...path, 'exec'], context) };
  if (typeof raw.test === 'string') return { exec: ['/bin/sh', '-c', raw.test] };
  return raw.test && composeTest(raw.test, [...path, 'test'], context);
}

function composeTest(list: List<string>, path: Path, context: Context): Test | undefined {
  const [form, ...rest] = argumentsOf(list, path, context);
  if (form === 'NONE') return undefined;
  if ((form === 'CMD' && rest.length > 0) || (form === 'CMD-SHELL' && rest.length === 1)) {
    return { exec: form === 'CMD' ? rest : ['/bin/sh', '-c', rest[0]!] };
  }
  const message =
    form === 'CMD' || form === 'CMD-SHELL'
      ? `the healthcheck has no ${form === 'CMD' ? 'program' : 'single line'} after ${form}`
      : 'the list of a healthcheck begins with CMD, CMD-SHELL or NONE';
  context.findings.error('invalid-value', path, message, { hint: 'write [CMD, PROGRAM, ARGUMENT]' });
  return undefined;
}
