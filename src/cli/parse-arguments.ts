import { parseArgs } from 'node:util';
import type { OptionDescription, OptionTable, OptionValues } from './options.js';
import { notSupportedYet, unknownName, usageProblem } from './usage.js';

export interface Parsed {
  values: OptionValues;
  positionals: string[];
}

/** Splits `-f x.yaml up -d` into the global flags before the verb, the verb and everything behind it. */
export function splitVerb(
  argv: string[],
  globals: OptionTable,
): { values: OptionValues; verb?: string; rest: string[] } {
  const { values, rest } = parseUntilPositional(argv, globals);
  return { values, verb: rest[0], rest: rest.slice(1) };
}

/**
 * Parses flags and positional arguments in any order; `--` ends the flags.
 * @throws Problem (64) on an unknown flag, a missing value or a value that the flag does not know
 */
export function parseInterspersed(argv: string[], options: OptionTable, command: string): Parsed {
  const { tokens } = tokenize(argv, options);
  const positionals = tokens.flatMap(token => (token.kind === 'positional' ? [token.value] : []));
  return { values: valuesOf(tokens, options, command), positionals };
}

/**
 * Parses flags up to the first positional argument; that one and everything behind it is taken as it is, because
 * it belongs to somebody else (`exec web ls -la`). A `--` in front of the rest is dropped.
 */
export function parseUntilPositional(
  argv: string[],
  options: OptionTable,
  command?: string,
): { values: OptionValues; rest: string[] } {
  const { tokens } = tokenize(argv, options);
  const first = tokens.findIndex(token => token.kind !== 'option');
  const flags = first < 0 ? tokens : tokens.slice(0, first);
  const end =
    first < 0 ? argv.length : tokens[first]!.index + (tokens[first]!.kind === 'option-terminator' ? 1 : 0);
  return { values: valuesOf(flags, options, command), rest: argv.slice(end) };
}

/** Not strict, because its own messages neither suggest a name nor know flags that are not built yet. */
function tokenize(argv: string[], options: OptionTable) {
  const known = Object.fromEntries(
    Object.entries(options).map(([name, { type, short }]) => [name, short ? { type, short } : { type }]),
  );
  return parseArgs({ args: argv, options: known, strict: false, allowPositionals: true, tokens: true });
}

type Token = ReturnType<typeof tokenize>['tokens'][number];

function valuesOf(tokens: Token[], options: OptionTable, command: string | undefined): OptionValues {
  const values: OptionValues = {};
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (!option) throw usageProblem(unknownName('flag', token.rawName, flagNames(options)), command);
    const value = checkedValue(token.rawName, option, token.value, command);
    if (option.multiple)
      values[token.name] = [...((values[token.name] as string[] | undefined) ?? []), value as string];
    else values[token.name] = value;
  }
  return values;
}

/**
 * The value of one flag, from the command line or from its variable (where a boolean has one as well).
 * @throws Problem (64) naming the flag or variable as it was typed
 */
export function checkedValue(
  typed: string,
  option: OptionDescription,
  value: string | undefined,
  command: string | undefined,
): string | boolean {
  if (option.unsupported) throw notSupportedYet(typed, command);
  if (option.type === 'boolean') {
    if (value === undefined || /^(1|true|yes|on)$/i.test(value)) return true;
    if (/^(0|false|no|off|)$/i.test(value)) return false;
    throw usageProblem(`${typed} is true or false, not "${value}"`, command);
  }
  if (value === undefined) throw usageProblem(`${typed} needs a value: ${option.value ?? 'VALUE'}`, command);
  if (option.choices && !option.choices.includes(value)) {
    throw usageProblem(`${typed} is one of ${option.choices.join(', ')}, not "${value}"`, command);
  }
  return value;
}

function flagNames(options: OptionTable): string[] {
  return Object.entries(options)
    .filter(([, option]) => !option.unsupported)
    .flatMap(([name, option]) => [`--${name}`, ...(option.short ? [`-${option.short}`] : [])]);
}
