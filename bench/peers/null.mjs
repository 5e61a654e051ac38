/** Does nothing: what the benchmark itself adds to every figure. */
export const nothing = {
  bare: true,
  missing: () => undefined,
  commands: room => ({ up: { argv: [`${room.rootfs}/bin/true`] } }),
};
