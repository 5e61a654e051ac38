/** A line of LXC's configuration. LXC takes blanks off a value's ends, then one pair of quotation marks around all of it. */
export function line(key: string, value: string | number): string {
  const text = String(value);
  return `${key} = ${/^\s|\s$|^(["']).*\1$/.test(text) ? enclosed(text) : text}`;
}

/** The other kind of marks is only for the reader: LXC looks at the first and the last character. */
function enclosed(text: string): string {
  const mark = text.startsWith('"') ? "'" : '"';
  return `${mark}${text}${mark}`;
}
