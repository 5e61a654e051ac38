/** The columns of `lxc-ls -f`, and names side by side. */
import type { ContainerInfo } from '../../app/contract.js';
import type { Container } from '../../model/project.js';

export const columnNames: readonly string[] = [
  ...['NAME', 'STATE', 'PID', 'RAM', 'SWAP', 'AUTOSTART', 'GROUPS', 'INTERFACE', 'IPV4', 'IPV6'],
  'UNPRIVILEGED',
];

/** What a row is made of. @param swap bytes; null = it does not run */
export interface LxcRow {
  info: ContainerInfo;
  container: Container;
  swap: number | null;
}

/** With a heading, each column as wide as it has to be. */
export function renderColumns(columns: string[], rows: LxcRow[]): string {
  const drawn = columns.map(column => drawColumn(column, rows));
  return drawn[0]!.map((_, row) => `${drawn.map(each => each[row]).join(' ')} \n`).join('');
}

/** As many to a line as there is room for; where there is none (no terminal), one. */
export function renderNames(names: string[], room: number): string {
  const width = Math.max('NAME'.length, ...names.map(each => each.length));
  let text = '';
  let used = 0;
  for (const name of names) {
    used += width;
    const isLast = used + width >= room;
    text += `${name.padEnd(width)}${isLast ? '\n' : ' '}`;
    used = isLast ? 0 : used + 1;
  }
  return used > 0 ? `${text}\n` : text;
}

function drawColumn(column: string, rows: LxcRow[]): string[] {
  const isSize = column === 'RAM' || column === 'SWAP';
  const texts = rows.map(row => cells[column]!(row));
  const all = [column, ...texts];
  if (!isSize) return pad(all);
  // LXC measures the number, and has room for the unit behind it also where there is none.
  const width = Math.max(column.length, ...texts.map(each => each.length)) + 'MB'.length;
  return all.map(each => (/^\d/.test(each) ? `${each}MB`.padStart(width) : each.padEnd(width)));
}

function pad(texts: string[]): string[] {
  const width = Math.max(...texts.map(each => each.length));
  return texts.map(each => each.padEnd(width));
}

const cells: Record<string, (row: LxcRow) => string> = {
  NAME: ({ info }) => info.name,
  STATE: ({ info }) => info.state,
  PID: ({ info }) => (info.pid === null ? '-' : String(info.pid)),
  RAM: ({ info }) => megabytes(info.usage?.memory ?? null),
  SWAP: ({ swap }) => megabytes(swap),
  AUTOSTART: ({ container }) => (container.autostart ? '1' : '0'),
  GROUPS: ({ container }) => container.autostart?.groups.filter(Boolean).join(', ') || '-',
  INTERFACE: ({ info }) =>
    info.pid === null ? '-' : ['lo', ...info.links.map(each => each.interface)].sort().join(', '),
  IPV4: ({ info }) => addresses(info, false),
  IPV6: ({ info }) => addresses(info, true),
  UNPRIVILEGED: ({ container: { security } }) => String(!security.privileged && security.idmap !== 'none'),
};

function megabytes(bytes: number | null): string {
  return bytes === null ? '-' : (bytes / 2 ** 20).toFixed(2);
}

function addresses({ addresses: all }: ContainerInfo, six: boolean): string {
  const family = all.filter(each => each.includes(':') === six).map(each => each.replace(/\/\d+$/, ''));
  return family.join(', ') || '-';
}
