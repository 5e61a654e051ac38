/** Starts Node and ends it: what any program written for Node needs before its first line. */
export const node = {
  bare: true,
  missing: () => undefined,
  commands: () => ({ up: { argv: [process.execPath, '-e', '0'] } }),
};
