// Writes docs/reliability.md from the figures that test/reliability has left in build/reliability.
import { readFileSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const lines = readFileSync(`${root}build/reliability/figures.jsonl`, 'utf8').trim().split('\n');
// Of a figure that was taken several times the last one counts.
const figures = new Map(lines.map(line => JSON.parse(line)).map(each => [`${each.row} ${each.fault}`, each]));
const order = row => Number(/\d+/.exec(row)?.[0] ?? 99);
const rows = [...figures.values()].sort(
  (left, right) => order(left.row) - order(right.row) || left.fault.localeCompare(right.fault),
);
const total = rows.reduce((sum, each) => sum + each.runs, 0);
const bad = rows.reduce((sum, each) => sum + each.bad, 0);
const about = readFileSync(`${root}docs/reliability.md`, 'utf8');
const [head] = about.split('<!-- figures -->');
const table = [
  '<!-- figures -->',
  '',
  `${new Date().toISOString().slice(0, 10)}, Linux ${release()}: ${total.toLocaleString('en')} tries, ${bad} bad.`,
  '',
  '| row | fault | tries | bad | |',
  '| --- | --- | ---: | ---: | --- |',
  ...rows.map(
    ({ row, fault, runs, bad: wrong, note }) => `| ${row} | ${fault} | ${runs} | ${wrong} | ${note ?? ''} |`,
  ),
  '',
];
writeFileSync(`${root}docs/reliability.md`, head + table.join('\n'));
