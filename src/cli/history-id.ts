import { usageProblem } from './usage.js';

/** @throws Problem (64) */
export function parseHistoryId(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw usageProblem(`"${text}" is not an entry of the history`, 'history');
  return Number(text);
}
