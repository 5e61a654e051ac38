/** What runs in the guest, as the only program after its init. */
import { report } from './check.js';
import { downChecks } from './down.js';
import { driftChecks } from './drift.js';
import { kernelChecks, oldKernelChecks, upChecks } from './kernel.js';
import { limitChecks } from './limits.js';

await report(
  [...kernelChecks, ...oldKernelChecks, ...upChecks, ...limitChecks, ...driftChecks, ...downChecks],
  new Set([upChecks[0]!.name]),
);
