/**
 * A scalar as the schema wants it at its place. A text where only a number or a boolean fits is read as one, because
 * interpolation only makes texts; a number where a text fits is taken as it was written, because `1.10` and `010`
 * are names and versions there, not 1.1 and 10.
 */
import type { Shape } from '../validator.generated.js';

type ScalarValue = string | number | boolean | null;

type Cast = { value: ScalarValue; warning?: string } | { error: string };

const booleans: Record<string, boolean> = {
  true: true,
  false: false,
  y: true,
  yes: true,
  on: true,
  n: false,
  no: false,
  off: false,
};
/** No leading zeros: YAML 1.1 took `010` for 8, and YAML 1.2 takes it for 10. */
const integerPattern = /^(0|[-+]?[1-9]\d*)$/;
const numberPattern = /^[-+]?((0|[1-9]\d*)\.?\d*|\.\d+)([eE][-+]?\d+)?$/;

/** @param source the scalar as written */
export function castScalar(value: ScalarValue, source: string, shape: Shape): Cast {
  const { types } = shape;
  if (typeof value === 'number') return castFromNumber(value, source, types);
  if (typeof value !== 'string') return { value: isText(value, types) ? source : value };
  if (types.includes('string') || types.length === 0) return { value };
  if (types.includes('boolean')) return castBoolean(value);
  if (types.includes('integer')) return castNumber(value, integerPattern, 'integer');
  if (types.includes('number')) return castNumber(value, numberPattern, 'number');
  return { value };
}

/** What YAML has read already, where the text as written says the same to everybody. */
function castFromNumber(value: number, source: string, types: readonly string[]): Cast {
  if (isText(value, types)) return { value: source };
  const whole = types.includes('integer') && Number.isInteger(value);
  if (whole) return castNumber(source, integerPattern, 'integer');
  if (types.includes('number')) return castNumber(source, numberPattern, 'number');
  return { value };
}

/** Where a text fits, a number is one; a boolean only where any scalar fits (`init: true` is no path). */
function isText(value: ScalarValue, types: readonly string[]): boolean {
  if (!types.includes('string')) return false;
  return typeof value === 'number' || (typeof value === 'boolean' && types.includes('number'));
}

function castBoolean(text: string): Cast {
  const lower = text.toLowerCase();
  const value = Object.hasOwn(booleans, lower) ? booleans[lower]! : undefined;
  if (value === undefined) return { error: `invalid boolean: ${text}` };
  if (lower === 'true' || lower === 'false') return { value };
  return { value, warning: `"${text}" is read as ${value}: write ${value}` };
}

function castNumber(text: string, pattern: RegExp, name: string): Cast {
  return pattern.test(text) ? { value: Number(text) } : { error: `invalid ${name}: ${text}` };
}
