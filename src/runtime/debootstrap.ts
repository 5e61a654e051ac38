/** Runs debootstrap with nothing of the caller's environment, and with mounts of its own: it leaves some behind. */
import type { Container } from '../model/project.js';
import { monitorProgram } from '../native/index.js';
import { findProgram, runProgram } from '../netbridge/program.js';
import { makeDebootstrap } from '../rootfs/debootstrap.js';

/** With a PID namespace, so that nothing of it lives on when it is killed. */
const namespaces = 0x20000 | 0x20000000;
const longestSeconds = 3600;

/** The root file system of a container that wants one that debootstrap makes. @throws Problem */
export async function buildRootfs({ rootfs }: Container): Promise<void> {
  if (!rootfs.debootstrap) return;
  await makeDebootstrap(rootfs.path!, rootfs.debootstrap, async args => {
    const words = [
      'unshare',
      String(namespaces),
      '',
      '',
      '',
      '--',
      findProgram('debootstrap', 'debootstrap'),
      ...args,
    ];
    const { exitCode, stdout, stderr } = await runProgram(
      monitorProgram(),
      words,
      undefined,
      -1,
      longestSeconds,
    );
    return { exitCode, output: stdout + stderr };
  });
}
