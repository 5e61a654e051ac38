/** What containers have written, merged by time, and on request what they write from now on. */
import { join } from 'node:path';
import { type LogBounds, LogLines, type LogRecord } from './log-lines.js';
import { LogWatch } from './log-watch.js';

export interface LogRequest extends LogBounds {
  /** The project's state directory: each container's logs are in the directory of its name. */
  stateDirectory: string;
  /** The containers to show. Asked again while following, because containers come and go. */
  list: () => string[] | Promise<string[]>;
  /** Go on with what is written from now on; ends at `untilNs` or when the consumer stops. */
  follow: boolean;
}

/**
 * The lines of all containers, oldest first. Each container's lines keep their order; between containers time decides.
 * Following goes on through rotation, restarts, removal and new containers, whose lines are shown from their first.
 */
export async function* readLogs(request: LogRequest): AsyncGenerator<LogRecord> {
  const { stateDirectory, follow, tail, sinceNs, untilNs } = request;
  const watch = follow ? new LogWatch(stateDirectory, untilNs) : undefined;
  const containers = new Map<string, LogLines>();
  const open = async (lines: number | null) => {
    const names = await request.list();
    // Watched before it is read: what is written in between is announced once too often, not missed.
    watch?.cover(names);
    for (const name of names) {
      if (containers.has(name)) continue;
      containers.set(name, new LogLines(name, join(stateDirectory, name), { tail: lines, sinceNs, untilNs }));
    }
  };
  try {
    await open(tail);
    yield* merge([...containers.values()]);
    while (watch && (await watch.changed())) {
      await open(null);
      yield* merge([...containers.values()]);
    }
  } finally {
    watch?.close();
    for (const lines of containers.values()) lines.close();
  }
}

function* merge(sources: LogLines[]): Generator<LogRecord> {
  const heads = sources.flatMap(source => {
    const line = source.next();
    return line ? [{ source, line }] : [];
  });
  while (heads.length > 0) {
    let oldest = 0;
    for (let index = 1; index < heads.length; index++) {
      if (heads[index]!.line.timeNs < heads[oldest]!.line.timeNs) oldest = index;
    }
    const head = heads[oldest]!;
    yield head.line;
    const line = head.source.next();
    if (line) head.line = line;
    else heads.splice(oldest, 1);
  }
}
