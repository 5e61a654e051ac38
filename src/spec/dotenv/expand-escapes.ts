/** Escapes in double quotes: the ones of Go with octal written `\0NNN`. Others (`\x07`, `\u12e4`) stay as they are. */
const escapes: Record<string, string> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '"': '"',
  '\\': '\\',
  // Still to be interpolated: a dollar sign that is meant literally is doubled.
  $: '$$',
};

export function expandEscapes(text: string): string {
  return text.replace(
    /\\(?:0([0-7]{1,3})|([abfnrtv"\\$]))/g,
    (_match, octal: string | undefined, letter: string) =>
      octal === undefined ? escapes[letter]! : String.fromCharCode(Number.parseInt(octal, 8) & 0xff),
  );
}
