/**
 * One order of all names that agrees with several sequences, each of which leaves names out. Where nothing is known the
 * given order stays; where sequences contradict each other some of it is lost.
 */
export function inOrderOf(names: readonly string[], sequences: readonly (readonly string[])[]): string[] {
  const left = [...names];
  const waiting = sequences.map(sequence => sequence.filter(each => names.includes(each)));
  const result: string[] = [];
  while (left.length > 0) {
    const free = left.find(name =>
      waiting.every(sequence => !sequence.includes(name) || sequence[0] === name),
    );
    const next = free ?? left[0]!;
    result.push(next);
    left.splice(left.indexOf(next), 1);
    for (const sequence of waiting) {
      const place = sequence.indexOf(next);
      if (place >= 0) sequence.splice(place, 1);
    }
  }
  return result;
}
