/** Command lines as LXC takes them apart: quotation marks count at the beginning of a word only, and nothing escapes them. */

/** Undefined for an open quotation mark, whose word LXC would drop without a word of its own. */
export function splitArguments(line: string): string[] | undefined {
  const words: string[] = [];
  let rest = line.trim();
  while (rest !== '') {
    const match = /^(?:"([^"]*)"|'([^']*)'|([^\s"']\S*))\s*/.exec(rest);
    if (!match) return undefined;
    words.push(match[1] ?? match[2] ?? match[3]!);
    rest = rest.slice(match[0].length);
  }
  return words;
}

/** Undefined when LXC has no way to write one of the words: with both kinds of quotation marks, or with line breaks. */
export function joinArguments(words: readonly string[]): string | undefined {
  const parts = words.map(quoted);
  return parts.every(each => each !== undefined) ? parts.join(' ') : undefined;
}

function quoted(word: string): string | undefined {
  if (/[\0\n\r]/.test(word)) return undefined;
  if (word !== '' && !/^["']|\s/.test(word)) return word;
  const mark = ['"', "'"].find(each => !word.includes(each));
  return mark && `${mark}${word}${mark}`;
}
