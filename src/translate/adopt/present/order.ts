/** What is there now, as far as possible in the order in which the spec has it: order says nothing, but people read it. */
export function inOrderOf(asked: readonly string[], present: readonly string[]): string[] {
  return [...asked.filter(each => present.includes(each)), ...present.filter(each => !asked.includes(each))];
}
