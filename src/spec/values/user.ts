/**
 * Users and groups by the strictest reading: decimal without sign, leading zero or blanks, up to 4294967294, or a name.
 * `01`, `1e3` or 2147483648 read loosely have become root elsewhere (CVE-2024-40635, CVE-2026-30892).
 */
import { GrammarError } from './grammar-error.js';

/** 4294967295 is (uid_t) -1: "do not change". */
const largestId = 4294967294;

/** `user`, `user:group`. @throws GrammarError */
export function parseUser(text: string): string {
  const parts = text.split(':');
  if (parts.length > 2) throw new GrammarError('is not a user', 'write user or user:group');
  for (const part of parts) parseGroup(part);
  return text;
}

/** A user or group, by number or name. @throws GrammarError */
export function parseGroup(text: string): string {
  if (/^(0|[1-9]\d{0,9})$/.test(text) && Number(text) <= largestId) return text;
  if (/^[A-Za-z_][A-Za-z0-9_.-]{0,31}\$?$/.test(text)) return text;
  throw new GrammarError(
    'is not a user or group: a number from 0 to 4294967294 without leading zeros, or a name',
  );
}
