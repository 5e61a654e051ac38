/** Bandwidths, in the words of tc(8): bits a second, with decimal prefixes. */
import { GrammarError } from './grammar-error.js';

const factors: Record<string, number> = { '': 1, k: 1e3, m: 1e6, g: 1e9 };
/** Below it not even one full packet goes in a second; above it 32 bits do not hold the bytes. */
const least = 16_000;
const most = 32e9;

/** @throws GrammarError */
export function parseRate(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmg]?)bit$/i.exec(text.trim());
  if (!match) throw new GrammarError('is not a bandwidth', 'write bits a second: 10mbit, 512kbit, 1gbit');
  const rate = Math.round(Number(match[1]) * factors[match[2]!.toLowerCase()]!);
  if (rate < least || rate > most) throw new GrammarError('is not between 16kbit and 32gbit');
  // The kernel counts bytes.
  return rate - (rate % 8);
}
