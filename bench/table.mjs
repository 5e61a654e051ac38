import { cpus, release } from 'node:os';

const columns = ['up', 'noop', 'ps', 'exec', 'down'];

function median(values) {
  const sorted = values.filter(value => value !== undefined).sort((a, b) => a - b);
  if (!sorted.length) return undefined;
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Medians of one peer and one number of containers. */
function summarize(samples) {
  const row = { memory: median(samples.map(sample => sample.memory)), runs: samples.length };
  for (const column of columns) row[column] = median(samples.flatMap(sample => sample[column] ?? []));
  return row;
}

const format = (value, digits) => (value === undefined ? '–' : value.toFixed(digits));
const ratio = (value, base) => format(value && base && value / base, 1);

/** The medians as a Markdown table, one row a peer and number of containers, with ratios to the floor of this run. */
export function printTable(samples, room) {
  console.log(
    `\nKernel ${release()}, ${cpus().length} CPUs, Node ${process.version}; medians of ${room.repeats}, in ms\n`,
  );
  console.log('| N | peer | up | × floor | no-op up | ps | exec | down | × floor | KB each |');
  console.log('| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
  for (const containers of room.containers) {
    const rowOf = name => summarize(samples.filter(s => s.peer === name && s.containers === containers));
    const floor = rowOf('floor');
    for (const name of room.peers) {
      const row = rowOf(name);
      if (!row.runs) continue;
      const cells = [
        ...[containers, name, format(row.up, 1), ratio(row.up, floor.up)],
        ...[format(row.noop, 1), format(row.ps, 1), format(row.exec, 1)],
        ...[format(row.down, 1), ratio(row.down, floor.down), format(row.memory, 0)],
      ];
      console.log(`| ${cells.join(' | ')} |`);
    }
  }
}
