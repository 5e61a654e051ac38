import { constants } from 'node:os';

const realtimeMinimum = 34;
const realtimeMaximum = 64;

/** Number of a signal by its kernel name: `SIGTERM`, `SIGRTMIN+3`, `SIGRTMAX-1`. @throws RangeError for an unknown one */
export function signalNumber(name: string): number {
  const realtime = /^SIGRT(MIN|MAX)(?:([+-])(\d+))?$/.exec(name);
  const number = realtime
    ? (realtime[1] === 'MIN' ? realtimeMinimum : realtimeMaximum) +
      Number(`${realtime[2] ?? '+'}${realtime[3] ?? 0}`)
    : constants.signals[name as NodeJS.Signals];
  if (number === undefined || number > realtimeMaximum) throw new RangeError(`no signal ${name}`);
  return number;
}
