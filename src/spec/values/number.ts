import { GrammarError } from './grammar-error.js';

/**
 * A whole decimal number from `minimum` to `maximum`. No sign but `-`, no leading zero (is 010 eight or ten?), no
 * exponent: nothing that could change its meaning in silence.
 * @throws GrammarError
 */
export function parseWholeNumber(text: string, minimum: number, maximum: number): number {
  if (!/^(0|-?[1-9]\d*)$/.test(text)) throw new GrammarError('is not a whole number');
  const value = Number(text);
  if (value < minimum || value > maximum) throw new GrammarError(`is not from ${minimum} to ${maximum}`);
  return value;
}

/** Cores: at least the kernel's smallest quota, 1 ms in a period of 100 ms. @throws GrammarError */
export function parseCpus(text: string): number {
  if (!/^(\d+\.?\d*|\.\d+)$/.test(text)) throw new GrammarError('is not a number of cores', 'write 1.5');
  const value = Number(text);
  if (value < 0.01 || value > 8192) throw new GrammarError('is not from 0.01 to 8192 cores');
  return value;
}

/** The kernel's list form of processors: `0-1,3`. @throws GrammarError */
export function parseCpuset(text: string): string {
  if (!/^\d{1,4}(-\d{1,4})?(,\d{1,4}(-\d{1,4})?)*$/.test(text)) {
    throw new GrammarError('is not a list of processors', 'write 0-1,3');
  }
  for (const part of text.split(',')) {
    const [first, last] = part.split('-').map(Number);
    if (last !== undefined && last < first!) throw new GrammarError(`counts downwards in ${part}`);
  }
  return text;
}
