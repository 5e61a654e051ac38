import { GrammarError } from './grammar-error.js';

/**
 * Splits a command line into arguments as a POSIX shell does with quotes and backslashes; nothing is expanded and no
 * shell is run.
 * @throws GrammarError for an open quotation mark
 */
export function splitCommandLine(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let mark = '';
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index]!;
    if (mark === "'") {
      if (character === mark) mark = '';
      else word += character;
    } else if (character === '\\' && index + 1 < text.length) {
      const next = text[index + 1]!;
      // In double quotes a backslash means something only before these.
      const kept = mark === '"' && !'"\\$`\n'.includes(next) ? '\\' : '';
      word = (word ?? '') + kept + next;
      index += 1;
    } else if (mark === '"') {
      if (character === mark) mark = '';
      else word += character;
    } else if (character === '"' || character === "'") {
      mark = character;
      word ??= '';
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + character;
  }
  if (mark !== '') throw new GrammarError('has an open quotation mark');
  if (word !== undefined) words.push(word);
  return words;
}
