/** Talks to `lxc-monitor starter`: creates and starts containers in parallel over one socket. See docs/native-protocol.md. */
import type { ConfigureStep, LaunchPlan } from '../native/launch-plan.js';

export interface Starter {
  /** Resolves with the host pid of the parked PID 1; rejects with a Problem carrying the kernel's report. */
  create(plan: LaunchPlan): Promise<{ pid: number; monitor: number }>;
  /** Lets a created container go on. */
  start(container: string, steps: ConfigureStep[]): Promise<void>;
  abort(container: string): Promise<void>;
  /** Ends the starter; created but not started containers end with it. */
  close(): Promise<void>;
}
