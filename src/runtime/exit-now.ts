import { nativeIfLoaded } from '../native/index.js';

/**
 * Ends the process as process.exit() does, but without its wait until the threads of the pool have nothing to do any more:
 * one may be listening to a monitor for as long as a container takes to stop.
 */
export function exitNow(code: number): void {
  const native = nativeIfLoaded();
  if (!native) process.exit(code);
  // Whoever changed the terminal (hidden cursor, raw mode) or started a program puts it right now.
  process.emit('exit', code);
  native.exitNow(code);
}
