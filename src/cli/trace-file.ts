import { writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import type { Trace } from '../runtime/trace.js';

export interface TraceFile extends Trace {
  /** Writes what was recorded; throws the file system's error. */
  write(): void;
}

interface Span {
  name: string;
  lane: string;
  /** Microseconds since the process began. */
  start: number;
  duration: number;
}

/**
 * Records spans for `--trace FILE`, in Chrome's trace event format (chrome://tracing, Perfetto): one row a lane. Times
 * count from the start of the process, so that loading ourselves is on the picture.
 */
export function createTraceFile(path: string): TraceFile {
  const spans: Span[] = [
    { name: 'start Node and load', lane: 'command', start: 0, duration: microseconds() },
  ];
  const begin = (name: string, lane: string) => {
    const start = microseconds();
    return () => void spans.push({ name, lane, start, duration: microseconds() - start });
  };
  return {
    begin,
    async span(name, lane, work) {
      const end = begin(name, lane);
      try {
        return await work();
      } finally {
        end();
      }
    },
    write: () => writeFileSync(path, `${JSON.stringify({ traceEvents: traceEvents(spans) })}\n`),
  };
}

function traceEvents(spans: Span[]): object[] {
  const lanes = [...new Set(spans.map(span => span.lane))];
  const place = (lane: string) => ({ pid: process.pid, tid: lanes.indexOf(lane) + 1 });
  return [
    ...lanes.map(lane => ({ ph: 'M', name: 'thread_name', ...place(lane), args: { name: lane } })),
    ...spans.map(({ name, lane, start, duration }) => ({
      ph: 'X',
      name,
      cat: 'lxc-compose',
      ts: start,
      dur: duration,
      ...place(lane),
    })),
  ];
}

/** performance.now() counts from the start of the process. */
function microseconds(): number {
  return Math.round(performance.now() * 1000);
}
