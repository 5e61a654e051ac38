/** Passes the signals that we get on to the program of a container that runs in our foreground. */
import { constants } from 'node:os';
import { signalMonitors } from './monitor-requests.js';

const forwarded = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGUSR1', 'SIGUSR2', 'SIGALRM'] as const;

/**
 * What the signals would have done to us is set aside until `end`: the program decides whether it ends, and we with it.
 * @param runDirectory the container's
 */
export function forwardSignals(runDirectory: string): { end(): void } {
  const before = forwarded.map(name => [name, process.listeners(name)] as const);
  const handlers = forwarded.map(
    name =>
      [
        name,
        () => void signalMonitors([runDirectory], constants.signals[name], false).catch(() => {}),
      ] as const,
  );
  for (const name of forwarded) process.removeAllListeners(name);
  for (const [name, handler] of handlers) process.on(name, handler);
  return {
    end() {
      for (const [name, handler] of handlers) process.removeListener(name, handler);
      for (const [name, listeners] of before)
        for (const listener of listeners) process.on(name, listener as NodeJS.SignalsListener);
    },
  };
}
