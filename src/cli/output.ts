import { createPalette, type Palette, wantsColour } from './colours.js';
import { isTerminal } from './terminal.js';
import { writeOutput } from './write-output.js';

/** The two streams of a command: data for programs and people on one, how the work goes on the other. */
export interface Output {
  /** Standard output: what was asked for. */
  data(text: string): void;
  /** The same for bytes that are not ours. */
  dataBytes(bytes: Uint8Array): void;
  /** Standard error: progress, warnings, problems. */
  note(text: string): void;
  readonly dataColours: Palette;
  readonly noteColours: Palette;
  readonly dataIsTerminal: boolean;
  /** True only where lines can be drawn over. */
  readonly noteIsTerminal: boolean;
  /** Size of the terminal behind `note`; read anew each time, since people resize windows. */
  noteSize(): { rows: number; columns: number };
}

/** The streams of this process. @param ansi the flag's value */
export function processOutput(ansi: string, environment: Record<string, string | undefined>): Output {
  const dataIsTerminal = isTerminal(1);
  const noteIsTerminal = isTerminal(2);
  return {
    data: text => writeData(Buffer.from(text)),
    dataBytes: writeData,
    note: text => writeNote(Buffer.from(text)),
    dataColours: createPalette(wantsColour(ansi, environment, dataIsTerminal)),
    noteColours: createPalette(wantsColour(ansi, environment, noteIsTerminal)),
    dataIsTerminal,
    noteIsTerminal: noteIsTerminal && environment['TERM'] !== 'dumb' && ansi !== 'never',
    noteSize: () => ({ rows: process.stderr.rows || 24, columns: process.stderr.columns || 80 }),
  };
}

/** Nobody reads any more (`lxc-compose logs | head`): 141, what a shell reports for SIGPIPE, and no stack trace. */
function writeData(bytes: Uint8Array): void {
  try {
    writeOutput(1, bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') process.exit(141);
    throw error;
  }
}

/** Progress that nobody reads must not stop the work. */
function writeNote(bytes: Uint8Array): void {
  try {
    writeOutput(2, bytes);
  } catch {}
}
