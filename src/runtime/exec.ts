/** A program inside a container, with our terminal or pipes relayed to it. */
import { openSync } from 'node:fs';
import { ExitCode, Problem } from '../model/problem.js';
import { loadNative } from '../native/index.js';
import { relayPipes } from './exec-pipes.js';
import { relayTerminal } from './exec-terminal.js';
import { execInMonitor, type MonitorExec } from './monitor-client.js';

/** @returns its exit code, or 128 + signal. @throws Problem with exit code 125, 126 or 127 */
export async function execInContainer(
  runDirectory: string,
  request: Omit<MonitorExec, 'rows' | 'columns'>,
  transcript?: string,
): Promise<number> {
  const copy = transcript === undefined ? undefined : openTranscript(transcript);
  const native = loadNative();
  const size = native.terminalSize(1) ?? { rows: 24, columns: 80 };
  const ended = new AbortController();
  if (request.tty) {
    const { master, exitCode } = await execInMonitor(runDirectory, { ...request, ...size }, []);
    exitCode.then(
      () => ended.abort(),
      () => ended.abort(),
    );
    await relayTerminal(master, native, ended.signal, copy);
    return exitCode;
  }
  const [stdinRead, stdin] = native.pipe();
  const [stdout, stdoutWrite] = native.pipe();
  const [stderr, stderrWrite] = native.pipe();
  const theirs = [stdinRead, stdoutWrite, stderrWrite];
  try {
    const running = await execInMonitor(runDirectory, { ...request, ...size }, theirs);
    for (const descriptor of theirs.splice(0)) native.close(descriptor);
    running.exitCode.then(
      () => ended.abort(),
      () => ended.abort(),
    );
    await relayPipes({ stdin, stdout, stderr }, ended.signal);
    return await running.exitCode;
  } catch (error) {
    for (const descriptor of theirs) native.close(descriptor);
    throw error;
  }
}

/** @throws Problem */
function openTranscript(path: string): number {
  try {
    return openSync(path, 'a', 0o600);
  } catch (error) {
    throw new Problem(`cannot write what the terminal shows into ${path}`, {
      exitCode: ExitCode.execFailed,
      kernel: {
        step: 'open the transcript',
        call: 'open',
        errno: (error as NodeJS.ErrnoException).code ?? 'EIO',
        path,
      },
    });
  }
}
