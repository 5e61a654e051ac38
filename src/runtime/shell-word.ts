/** A word as a shell takes it: as it is when it is harmless, else in single quotes. */
export function shellWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** One write(2) of a text to a file of the kernel's. */
export function writeCommand(path: string, value: string): string {
  return `echo ${shellWord(value)} > ${shellWord(path)}`;
}
