/** Flags that every way of bringing the host to a spec has. */
import type { DisruptionLimit } from '../app/contract.js';
import { parseDuration } from './duration.js';
import { flag, type OptionTable, type OptionValues, text } from './options.js';

export const applyOptions: OptionTable = {
  wait: {
    type: 'boolean',
    summary: 'Wait until every container runs, and is healthy where it has a health check',
  },
  'wait-timeout': {
    type: 'string',
    value: 'TIME',
    summary: 'Give up waiting after this time (exit code 124)',
  },
  timeout: { type: 'string', short: 't', value: 'TIME', summary: 'The same as --wait-timeout' },
  'max-disruption': {
    type: 'string',
    value: 'CLASS',
    choices: ['live', 'restart', 'recreate'],
    summary: 'Change nothing (exit code 4) when the plan would do worse than this to what is there',
  },
  'confirm-within': {
    type: 'string',
    value: 'TIME',
    summary: 'Go back to what was before, after this time, unless `confirm` says that it works',
  },
};

/** Absent: it stays without being confirmed. */
export function confirmWithinOf(values: OptionValues): { confirmWithinMs?: number } {
  const within = text(values, 'confirm-within');
  if (within === undefined) return {};
  return { confirmWithinMs: Math.max(1, parseDuration(within, '--confirm-within')) };
}

export function waitOf(values: OptionValues): { wait: boolean; timeoutMs: number } {
  const timeout = text(values, 'wait-timeout') ?? text(values, 'timeout');
  return {
    wait: flag(values, 'wait') || text(values, 'wait-timeout') !== undefined,
    timeoutMs: timeout === undefined ? 0 : parseDuration(timeout, '--timeout'),
  };
}

/** Absent: anything may be done. */
export function maxDisruptionOf(values: OptionValues): { maxDisruption?: DisruptionLimit } {
  const limit = text(values, 'max-disruption') as DisruptionLimit | undefined;
  return limit === undefined ? {} : { maxDisruption: limit };
}
