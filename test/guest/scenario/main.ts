/** What runs in the guest, as the only program after its init. */
import { report } from './check.js';
import { downChecks } from './down.js';
import { driftChecks } from './drift.js';
import { kernelChecks, oldKernelChecks, upChecks } from './kernel.js';
import { limitChecks } from './limits.js';
import { systemChecks } from './system.js';

await report(
  [
    ...kernelChecks,
    ...oldKernelChecks,
    ...upChecks,
    ...limitChecks,
    ...driftChecks,
    ...systemChecks,
    ...downChecks,
  ],
  new Set([upChecks[0]!.name]),
);
