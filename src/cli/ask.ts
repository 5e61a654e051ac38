import { isTerminal } from './terminal.js';

/**
 * Asks on the terminal; only a clear yes is a yes. undefined where there is nobody to ask: standard input or error is
 * no terminal.
 */
export function terminalQuestion(): ((question: string) => Promise<boolean>) | undefined {
  if (!isTerminal(0) || !isTerminal(2)) return undefined;
  return async question => {
    const { createInterface } = await import('node:readline/promises');
    const terminal = createInterface({ input: process.stdin, output: process.stderr });
    try {
      return /^\s*(y|yes)\s*$/i.test(await terminal.question(question));
    } finally {
      terminal.close();
    }
  };
}
