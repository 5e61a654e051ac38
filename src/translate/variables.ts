/** Texts that hold `${VARIABLES}`: they are known only when the spec is loaded, so they are moved and never read. */

/** True when the text's value depends on a variable. */
export function hasVariable(text: string): boolean {
  return /\$(\{|[A-Za-z_])/.test(text.replaceAll('$$', ''));
}

/** Splits at a character that does not stand inside of `${…}`. */
export function splitOutside(text: string, separator: string): string[] {
  const parts = [''];
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index]!;
    if (character === '{' && (depth > 0 || text[index - 1] === '$')) depth += 1;
    else if (character === '}' && depth > 0) depth -= 1;
    if (character === separator && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}
