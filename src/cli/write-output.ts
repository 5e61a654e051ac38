import { writeSync } from 'node:fs';

/**
 * Writes all of it to standard output (1) or error (2). Plain write(2), because making process.stdout costs 1.5 to 4 ms;
 * the stream is only made for a descriptor that somebody has set to non-blocking and that is full.
 * @throws what write(2) says, EPIPE when nobody reads any more
 */
export function writeOutput(descriptor: 1 | 2, bytes: Uint8Array): void {
  let rest = bytes;
  while (!overflowed[descriptor] && rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      overflowed[descriptor] = true;
    }
  }
  if (rest.length === 0) return;
  const stream = descriptor === 1 ? process.stdout : process.stderr;
  // What cannot be written later is lost with the reader; there is nobody to tell.
  if (stream.listenerCount('error') === 0) stream.on('error', () => {});
  stream.write(rest);
}

/** Once something waits in a stream, everything after it has to queue there too. */
const overflowed: Record<1 | 2, boolean> = { 1: false, 2: false };
