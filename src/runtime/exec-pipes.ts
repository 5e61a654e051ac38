import { Socket } from 'node:net';

/** Our ends of a program's three pipes; -1 = there is none. */
export interface PipeDescriptors {
  stdin: number;
  stdout: number;
  stderr: number;
}

/** How long nothing must come from a program that has ended before what others still hold open is given up. */
const quietMs = 50;

/**
 * Relays standard input, output and error to and from a program's pipes, which are closed at the end. The end of our
 * input closes the program's, and its output still comes (`sort < file`); a program that does not read is no error.
 * @param ended aborted when the program has ended: what it started in the background may hold the pipes for ever
 * @returns when everything that the program wrote was passed on
 */
export async function relayPipes(descriptors: PipeDescriptors, ended?: AbortSignal): Promise<void> {
  const outputs = [
    relayOutput(descriptors.stdout, process.stdout, ended),
    relayOutput(descriptors.stderr, process.stderr, ended),
  ];
  const input =
    descriptors.stdin < 0
      ? undefined
      : new Socket({ fd: descriptors.stdin, readable: false, writable: true });
  // EPIPE: the program has closed its input or is gone. Its output and status tell the rest.
  input?.on('error', () => process.stdin.unpipe(input));
  if (input) process.stdin.pipe(input);
  try {
    await Promise.all(outputs);
  } finally {
    if (input) process.stdin.unpipe(input);
    process.stdin.pause();
    input?.destroy();
  }
}

async function relayOutput(
  descriptor: number,
  target: NodeJS.WritableStream,
  ended: AbortSignal | undefined,
): Promise<void> {
  if (descriptor < 0) return;
  await relayUntilEnd(new Socket({ fd: descriptor, readable: true, writable: false }), target, ended);
}

/**
 * Passes on what comes from `source` until it has ended in any way. When nobody reads ours any more (`| head`), the
 * program's end is closed as well, so that it gets the SIGPIPE that it would have got without us.
 */
export async function relayUntilEnd(
  source: Socket,
  target: NodeJS.WritableStream,
  ended: AbortSignal | undefined,
): Promise<void> {
  const close = () => void source.destroy();
  target.on('error', close);
  source.pipe(target, { end: false });
  await streamEnd(source, ended);
  target.removeListener('error', close);
}

/** Resolves when the stream has ended (a pty's master ends with EIO), or is quiet after `ended`; it is destroyed then. */
function streamEnd(stream: Socket, ended: AbortSignal | undefined): Promise<void> {
  return new Promise(resolve => {
    let timer: NodeJS.Timeout | undefined;
    const giveUp = () => {
      timer = setTimeout(() => stream.destroy(), quietMs);
      stream.on('data', () => timer!.refresh());
    };
    stream.on('error', () => {});
    stream.once('end', () => stream.destroy());
    stream.once('close', () => {
      clearTimeout(timer);
      ended?.removeEventListener('abort', giveUp);
      resolve();
    });
    if (ended?.aborted) giveUp();
    else ended?.addEventListener('abort', giveUp, { once: true });
  });
}
