import { constants } from 'node:os';
import { GrammarError } from './grammar-error.js';

/** Linux numbers: real-time signals are 34 to 64, because glibc keeps 32 and 33 for itself. */
const firstRealTime = 34;
const lastRealTime = 64;

/**
 * A signal in the kernel's name with SIG: from `TERM`, `sigterm`, `15`, `SIGRTMIN+3`, `SIGRTMAX-2`.
 * @throws GrammarError
 */
export function parseSignal(text: string): string {
  const signals = constants.signals as Record<string, number>;
  const upper = text.toUpperCase();
  const name = upper.startsWith('SIG') ? upper : `SIG${upper}`;
  if (Object.hasOwn(signals, name)) return name;
  const realTime = /^SIGRT(MIN|MAX)(?:([+-])(\d{1,2}))?$/.exec(name);
  if (realTime) {
    const offset = Number(`${realTime[2] ?? '+'}${realTime[3] ?? 0}`);
    return formatRealTime((realTime[1] === 'MIN' ? firstRealTime : lastRealTime) + offset);
  }
  if (/^[1-9]\d?$/.test(text)) {
    const number = Number(text);
    const known = Object.keys(signals).find(
      each => signals[each] === number && each !== 'SIGIOT' && each !== 'SIGPOLL',
    );
    return known ?? formatRealTime(number);
  }
  throw new GrammarError('is not a signal', 'write a name such as SIGTERM or SIGRTMIN+3');
}

function formatRealTime(number: number): string {
  if (number < firstRealTime || number > lastRealTime) throw new GrammarError('is not a signal of Linux');
  return number === firstRealTime ? 'SIGRTMIN' : `SIGRTMIN+${number - firstRealTime}`;
}
