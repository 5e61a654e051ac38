/** Requests that many monitors get at once and answer with yes or a failure: freezing, signals and reboots. */
import { Problem } from '../model/problem.js';
import { encodeMounts } from '../native/encode.js';
import type { SetupStep } from '../native/launch-plan.js';
import { Reader, Writer } from '../native/wire.js';
import { readFailure } from './kernel-failure.js';
import { requestMonitors } from './monitor-client.js';

const SIGNAL = 33;
const RESTART = 37;
const FREEZE = 38;
const THAW = 39;
const MOUNTS = 41;

/** A monitor gives a freeze up after 10 s. */
const freezeTimeoutMs = 12_000;

/**
 * Freezes, or lets go on, the containers of these run directories, until the kernel says that it is so.
 * @returns one entry a container: null = done
 */
export function freezeMonitors(directories: string[], freeze: boolean): Promise<(Problem | null)[]> {
  return ask(directories, freeze ? FREEZE : THAW, new Uint8Array(), freezeTimeoutMs);
}

/** @param all every process of the container's cgroup, not only its PID 1 */
export function signalMonitors(
  directories: string[],
  signal: number,
  all: boolean,
): Promise<(Problem | null)[]> {
  return ask(directories, SIGNAL, new Writer().u32(signal).bool(all).finish(), 10_000);
}

/** Each container's own grace. */
const plansOwn = 0xffffffff;

/**
 * Asks containers to reboot and waits until they run again.
 * @param graceMs null = each plan's own; who does not follow in time is ended and started
 */
export function rebootMonitors(directories: string[], graceMs: number | null): Promise<(Problem | null)[]> {
  return ask(directories, RESTART, new Writer().u32(graceMs ?? plansOwn).finish(), -1);
}

/** Changes the mounts of one living container; @returns null = done */
export async function changeMounts(
  directory: string,
  detach: string[],
  attach: SetupStep[],
  applied: string,
): Promise<Problem | null> {
  const [problem] = await ask([directory], MOUNTS, encodeMounts(detach, attach, applied), 30_000);
  return problem!;
}

async function ask(
  directories: string[],
  type: number,
  payload: Uint8Array,
  timeoutMs: number,
): Promise<(Problem | null)[]> {
  const answers = await requestMonitors(directories, type, payload, timeoutMs);
  return answers.map(({ kind, payload: failure }, index) => {
    const name = directories[index]!.slice(directories[index]!.lastIndexOf('/') + 1);
    if (kind === 'done') return null;
    if (kind === 'failed') return readFailure(new Reader(Buffer.from(failure)), `container ${name}`, false);
    return new Problem(`container ${name} is not running`, {
      remedy: `See how it ended with lxc-compose ps --all, and start it: lxc-compose up ${name}`,
    });
  });
}
