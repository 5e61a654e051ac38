import type { AttributeValue } from '../../model/resource.js';
import { escapeText } from '../escape.js';

/** Attributes that count bytes, by the last parts of their path. */
const bytes = /(?:^|\.)(?:memory|memory_high|memory_low|swap|size)$/;
const bytesPerSecond = /\.(?:rbps|wbps)$/;

/** A value as the plan shows it: sizes with their unit, lists in brackets, nothing as `(none)`. Escaped. */
export function formatValue(path: string, value: AttributeValue | undefined): string {
  if (value === undefined || value === null) return '(none)';
  if (typeof value === 'number') {
    if (bytesPerSecond.test(path)) return `${formatBytes(value)}/s`;
    return bytes.test(path) ? formatBytes(value) : String(value);
  }
  if (typeof value === 'string') return value === '' ? '""' : escapeText(value);
  if (typeof value === 'boolean') return String(value);
  return `[${value.map(each => escapeText(String(each))).join(', ')}]`;
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Exact: the largest unit that divides the size (`1536 MiB`), because a rounded old and new value may look the same. */
function formatBytes(size: number): string {
  let unit = 0;
  let value = size;
  while (unit < units.length - 1 && value >= 1024 && value % 1024 === 0) {
    value /= 1024;
    unit++;
  }
  return `${value} ${units[unit]}`;
}
