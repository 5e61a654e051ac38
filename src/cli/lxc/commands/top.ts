import type { ContainerSample } from '../../../app/contract.js';
import { lxcNames } from '../../../app/lxc-path.js';
import { formatSize } from '../../size.js';
import { type LxcCommand, LxcFailure } from '../command.js';

const toTheTop = '\u001b[H\u001b[J';

export const command: LxcCommand = {
  synopsis: '',
  about: 'monitors the state of the active containers',
  options: {
    delay: { short: 'd', value: 'SECONDS', summary: 'delay in seconds between refreshes (default: 3.0)' },
    batch: { short: 'b', summary: 'output designed to capture to a file' },
    sort: { short: 's', value: 'KEY', summary: 'sort by [n,c,b,m] (default: n)' },
    reverse: { short: 'r', summary: 'sort in reverse (descending) order' },
  },
  named: 'no',
  async run({ path, invocation, verbs, output, has, value }) {
    const delay = Number(value('delay') ?? 3);
    const order = keys[value('sort') ?? 'n'];
    if (!(delay > 0)) throw new LxcFailure(`invalid delay '${value('delay')}'`);
    if (!order) throw new LxcFailure(`invalid sort key '${value('sort')}'`);
    for (;;) {
      const samples = lxcNames(path).length === 0 ? [] : await verbs.stats(invocation, []);
      samples.sort((one, two) => (order(one) < order(two) ? -1 : 1) * (has('reverse') ? -1 : 1));
      const table = render(samples);
      output.data(output.dataIsTerminal && !has('batch') ? toTheTop + table : table);
      await new Promise(resolve => setTimeout(resolve, delay * 1000));
    }
  },
};

const keys: Record<string, (sample: ContainerSample) => number | string> = {
  n: each => each.name,
  c: each => each.usage.cpuNs ?? 0,
  b: each => (each.usage.ioRead ?? 0) + (each.usage.ioWritten ?? 0),
  m: each => each.usage.memory ?? 0,
};

function render(samples: ContainerSample[]): string {
  const row = (name: string, cpu: string, io: string, memory: string) =>
    `${name.padEnd(18)} ${cpu.padStart(12)} ${io.padStart(20)} ${memory.padStart(12)}\n`;
  const lines = samples.map(({ name, usage }) =>
    row(
      name,
      ((usage.cpuNs ?? 0) / 1e9).toFixed(2),
      `${formatSize(usage.ioRead ?? 0)}/${formatSize(usage.ioWritten ?? 0)}`,
      formatSize(usage.memory ?? 0),
    ),
  );
  const total = row(`TOTAL ${samples.length} of ${samples.length}`, '', '', '');
  return (
    row('Container', 'CPU', 'BlkIO', 'Mem') +
    row('Name', 'Used', 'Read/Write', 'Used') +
    lines.join('') +
    total
  );
}
