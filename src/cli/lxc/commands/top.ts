import { lxcNames } from '../../../app/lxc-path.js';
import { isTerminal } from '../../terminal.js';
import { type LxcCommand, type LxcContext, LxcFailure, LxcParseFailure } from '../command.js';
import { batchHeading, batchLine, renderTop, type TopRow, topRow } from '../top-table.js';

const toTheTop = '\u001b[H\u001b[J';

export const command: LxcCommand = {
  synopsis: '',
  about: 'monitors the state of the active containers',
  options: {
    delay: { short: 'd', value: 'SECONDS', summary: 'delay in seconds between refreshes (default: 3.0)' },
    batch: { short: 'b', summary: 'output designed to capture to a file' },
    sort: {
      short: 's',
      value: 'KEY',
      summary:
        'sort by n (name, the default), c (CPU), b (block I/O), m (memory), s (memory and swap), k (kernel)',
    },
    reverse: { short: 'r', summary: 'sort in reverse order' },
  },
  named: 'no',
  async run(context) {
    const { output, has, value } = context;
    const batch = has('batch');
    const given = value('delay') ?? (batch ? '300' : '3');
    if (!/^\d+$/.test(given)) throw new LxcParseFailure();
    const order = { key: value('sort')?.[0] ?? 'n', reverse: has('reverse') };
    if (batch) return capture(context, order, Number(given) * 1000);
    if (!isTerminal(0)) {
      output.note('stdin is not a tty\nFailed to setup terminal\n');
      throw new LxcFailure('', 1);
    }
    const keys = new Keys();
    try {
      for (;;) {
        const rows = sorted(await look(context), order);
        output.data(toTheTop + renderTop(rows, keys.rows - 3));
        const key = await keys.within(Number(given) * 1000);
        if (key === 'q' || key === '\u0003') return 0;
        if (key === 'r') order.reverse = !order.reverse;
        else if (key !== null && Object.hasOwn(columns, key)) {
          order.reverse = order.key === key && !order.reverse;
          order.key = key;
        }
      }
    } finally {
      keys.close();
      output.note('\n');
    }
  },
};

const columns: Record<string, keyof TopRow> = {
  n: 'name',
  c: 'cpu',
  b: 'io',
  m: 'memory',
  s: 'swap',
  k: 'kernel',
};

async function look({ path, invocation, verbs }: LxcContext): Promise<TopRow[]> {
  return lxcNames(path).length === 0 ? [] : (await verbs.stats(invocation, [])).map(topRow);
}

async function capture(
  context: LxcContext,
  order: { key: string; reverse: boolean },
  delayMs: number,
): Promise<never> {
  context.output.data(batchHeading);
  for (;;) {
    const rows = sorted(await look(context), order);
    context.output.data(rows.map(row => batchLine(row, context.now())).join(''));
    await new Promise(resolve => setTimeout(resolve, delayMs));
  }
}

/** Names from A on, and what is used from the most on. */
function sorted(rows: TopRow[], { key, reverse }: { key: string; reverse: boolean }): TopRow[] {
  const column = columns[key] ?? 'name';
  const sign = (column === 'name' ? 1 : -1) * (reverse ? -1 : 1);
  return rows.sort((one, two) => (one[column] < two[column] ? -1 : one[column] > two[column] ? 1 : 0) * sign);
}

/** What is typed, without echo and without waiting for the end of a line. */
class Keys {
  private waiting: ((key: string) => void) | null = null;
  private readonly hear = (bytes: Buffer) => this.waiting?.(String.fromCharCode(bytes[0] ?? 0));

  constructor() {
    process.stdin.setRawMode(true);
    process.stdin.on('data', this.hear);
    process.stdin.on('end', () => this.waiting?.('q'));
  }

  get rows(): number {
    return process.stdout.rows ?? 25;
  }

  /** @returns null when nothing was typed in that time */
  within(milliseconds: number): Promise<string | null> {
    return new Promise(resolve => {
      const timer = setTimeout(() => settle(null), milliseconds);
      const settle = (key: string | null) => {
        clearTimeout(timer);
        this.waiting = null;
        resolve(key);
      };
      this.waiting = settle;
    });
  }

  close(): void {
    process.stdin.off('data', this.hear);
    process.stdin.setRawMode(false);
    process.stdin.pause();
  }
}
