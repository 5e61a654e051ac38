/** Lines for `ip -batch`: no string enters one unless it is harmless as a whole. */

/**
 * Joins words into a line. `#` begins a comment in a batch, quotes and a backslash change how words are split, and a
 * newline would be a second command, so none of them may be in a word.
 * @throws Error for a word that does not fit: a fault of ours, because names pass a grammar when the spec is read
 */
export function batchLine(...words: (string | number)[]): string {
  for (const word of words) {
    const text = String(word);
    if (!/^[\x21-\x7e]+$/.test(text) || /[#'"\\]/.test(text)) {
      throw new Error(`not a word for a batch: ${JSON.stringify(text)}`);
    }
  }
  return words.join(' ');
}
