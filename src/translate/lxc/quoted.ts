/** An argument as LXC's command lines have it: quoted when it would be taken apart. */
export function quoted(argument: string): string {
  if (argument !== '' && !/[\s"'\\]/.test(argument)) return argument;
  return `"${argument.replace(/["\\]/g, each => `\\${each}`)}"`;
}
