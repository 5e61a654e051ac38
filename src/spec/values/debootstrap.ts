/** What debootstrap is told: nothing of it may become another argument. */
import { GrammarError } from './grammar-error.js';

/** @throws GrammarError */
export function parseSuite(text: string): string {
  if (/^[a-z][a-z0-9-]{0,40}$/.test(text)) return text;
  throw new GrammarError('is not a suite', 'write bookworm, trixie, noble');
}

/** @throws GrammarError */
export function parseMirror(text: string): string {
  if (/^(?:https?:\/\/[A-Za-z0-9.:[\]-]+|file:\/\/)\/?[\w./~+-]*$/.test(text)) return text.replace(/\/$/, '');
  throw new GrammarError('is not a mirror', 'write http://deb.debian.org/debian');
}

/** Debian Policy, 5.6.7. @throws GrammarError */
export function parsePackage(text: string): string {
  if (/^[a-z0-9][a-z0-9+.-]+$/.test(text)) return text;
  throw new GrammarError('is not the name of a package');
}
