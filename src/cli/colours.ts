/** The few colours there are, as functions; without colours each gives its text back. */
export interface Palette {
  readonly enabled: boolean;
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  /** One of six colours by number: keeps containers apart in `logs`. */
  nth(index: number, text: string): string;
}

const rotation = [36, 33, 32, 35, 34, 96];

/** The palette for a stream that takes colours, or the plain one. */
export function createPalette(enabled: boolean): Palette {
  const paint = (code: number) => (text: string) => (enabled ? `\x1b[${code}m${text}\x1b[0m` : text);
  return {
    enabled,
    bold: paint(1),
    dim: paint(2),
    red: paint(31),
    green: paint(32),
    yellow: paint(33),
    nth: (index, text) => paint(rotation[index % rotation.length]!)(text),
  };
}

/**
 * Whether a stream gets colours: `--ansi` first, then NO_COLOR (any non-empty value), then CLICOLOR_FORCE (anything but
 * 0), else only a terminal that is not dumb.
 */
export function wantsColour(
  ansi: string,
  environment: Record<string, string | undefined>,
  isTerminal: boolean,
): boolean {
  if (ansi === 'always') return true;
  if (ansi === 'never' || environment['NO_COLOR']) return false;
  const force = environment['CLICOLOR_FORCE'];
  if (force && force !== '0') return true;
  return isTerminal && environment['TERM'] !== 'dumb';
}
