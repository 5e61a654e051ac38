import { readdirSync, readFileSync } from 'node:fs';

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // it has ended meanwhile
  }
}

/**
 * The memory of all processes of our pid namespace whose command line matches, in KB: their proportional set size, in
 * which a page that k processes share counts 1/k for each.
 */
export function residentKilobytes(pattern) {
  let sum = 0;
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    if (!pattern?.test(read(`/proc/${pid}/cmdline`).replaceAll('\0', ' '))) continue;
    sum += Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
  }
  return sum;
}
