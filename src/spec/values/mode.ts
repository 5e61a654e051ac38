import { GrammarError } from './grammar-error.js';

/** Octal, as chmod(1) takes it. @throws GrammarError */
export function parseMode(text: string): number {
  const match = /^0?o?([0-7]{3,4})$/.exec(text);
  if (!match) throw new GrammarError('is not a mode', 'write octal digits such as "1777"');
  return Number.parseInt(match[1]!, 8);
}
