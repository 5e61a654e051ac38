import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

const directoryOf = room => join(room.directory, 'floor');

/** The kernel's own work, by the C program in `bench/floor`. */
export const floor = {
  missing: () => undefined,
  begin: room => mkdirSync(directoryOf(room)),
  commands(room, containers) {
    const environment = { FLOOR_ROOTFS: room.rootfs, FLOOR_RUN: directoryOf(room) };
    const command = (...words) => ({ argv: [room.floor.program, ...words], environment });
    return {
      up: command('up', String(containers)),
      noop: command('look'),
      exec: index => command('exec', String(index), '/bin/true'),
      down: command('down'),
    };
  },
};
