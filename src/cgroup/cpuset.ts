/** Lists of processors in the kernel's own spelling: ascending, runs as `0-3`. */

/** `3,0,1` is `0-1,3`. */
export function canonicalList(text: string): string {
  const numbers = new Set<number>();
  for (const part of text.split(',')) {
    const [first, last = first] = part.split('-').map(Number);
    for (let number = first!; number <= last!; number++) numbers.add(number);
  }
  const runs: [number, number][] = [];
  for (const number of [...numbers].sort((left, right) => left - right)) {
    const run = runs.at(-1);
    if (run && run[1] === number - 1) run[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}
