import type { Palette } from './colours.js';
import { escapeText } from './escape.js';

/** `Warning: …` as a line of its own. */
export function renderWarning(text: string, palette: Palette): string {
  return `${palette.yellow('Warning:')} ${escapeText(text)}\n`;
}
