import type { ContainerInfo } from '../../../app/contract.js';
import { lxcNames } from '../../../app/lxc-path.js';
import type { Container } from '../../../model/project.js';
import { formatSize } from '../../size.js';
import { type LxcCommand, type LxcContext, LxcFailure } from '../command.js';

const known = [
  ...['NAME', 'STATE', 'PID', 'RAM', 'SWAP', 'AUTOSTART', 'GROUPS', 'INTERFACE', 'IPV4', 'IPV6'],
  'UNPRIVILEGED',
];
const usual = ['NAME', 'STATE', 'AUTOSTART', 'GROUPS', 'IPV4', 'IPV6', 'UNPRIVILEGED'];

export const command: LxcCommand = {
  synopsis:
    '\n[-P lxcpath] [-1] [-f] [--active] [--running] [--frozen] [--stopped] [-g groups] [--filter regex]',
  about: 'list containers',
  options: {
    line: { short: '1', summary: 'show one entry per line' },
    fancy: { short: 'f', summary: 'use a fancy, column-based output' },
    'fancy-format': {
      short: 'F',
      value: 'COLUMNS',
      summary: 'comma separated list of columns to show in the fancy output',
    },
    active: { summary: 'list only active containers' },
    running: { summary: 'list only running containers' },
    frozen: { summary: 'list only frozen containers' },
    stopped: { summary: 'list only stopped containers' },
    defined: { summary: 'list only defined containers' },
    filter: { value: 'REGEX', summary: 'filter container names by regular expression' },
    groups: {
      short: 'g',
      value: 'GROUPS',
      summary: 'comma separated list of groups a container must have to be displayed',
    },
  },
  named: 'no',
  async run(context) {
    const { path, invocation, verbs, output, has, value } = context;
    if (lxcNames(path).length === 0) return 0;
    const { project } = await verbs.load(invocation);
    const groups = value('groups')?.split(',') ?? [];
    const byName = new Map(project.containers.map(each => [each.name, each]));
    const infos = (await verbs.info(invocation, []))
      .filter(each => isWanted(each, context))
      .filter(each => groups.every(group => byName.get(each.name)?.autostart?.groups.includes(group)))
      .sort((one, two) => (one.name < two.name ? -1 : 1));
    if (infos.length === 0) return 0;
    if (has('fancy') || has('fancy-format')) {
      const columns = value('fancy-format')?.toUpperCase().split(',') ?? usual;
      const unknown = columns.find(each => !known.includes(each));
      if (unknown !== undefined) {
        output.note(`Invalid key: ${unknown}\n`);
        return 0;
      }
      const rows = infos.map(info => columns.map(column => cellOf(column, info, byName.get(info.name)!)));
      const table = [columns, ...rows];
      const widths = columns.map((_, index) => Math.max(...table.map(row => row[index]!.length)));
      output.data(
        table.map(row => `${row.map((cell, index) => cell.padEnd(widths[index]!)).join(' ')} \n`).join(''),
      );
    } else if (has('line')) output.data(infos.map(each => `${each.name}\n`).join(''));
    else output.data(inColumns(infos.map(each => each.name)));
    return 0;
  },
};

/** As many to a line as the terminal has room for; where there is none, one. */
function inColumns(names: string[]): string {
  const room = process.stdout.columns ?? process.stderr.columns ?? 0;
  const width = Math.max('NAME'.length, ...names.map(each => each.length));
  let text = '';
  let used = 0;
  for (const name of names) {
    text += name.padEnd(width);
    used += width;
    if (used + width >= room) {
      text += '\n';
      used = 0;
    } else {
      text += ' ';
      used += 1;
    }
  }
  return used > 0 ? `${text}\n` : text;
}

function isWanted({ name, state }: ContainerInfo, { has, value }: LxcContext): boolean {
  const pattern = value('filter');
  if (pattern !== undefined && !new RegExp(pattern).test(name)) return false;
  const wanted = [
    has('running') && state === 'RUNNING',
    has('frozen') && state === 'FROZEN',
    has('stopped') && state === 'STOPPED',
    has('active') && state !== 'STOPPED',
  ];
  return !['running', 'frozen', 'stopped', 'active'].some(has) || wanted.some(Boolean);
}

function cellOf(column: string, info: ContainerInfo, { autostart, security }: Container): string {
  const family = (six: boolean) =>
    info.addresses
      .filter(each => each.includes(':') === six)
      .map(each => each.replace(/\/\d+$/, ''))
      .join(', ') || '-';
  const cells: Record<string, () => string> = {
    NAME: () => info.name,
    STATE: () => info.state,
    PID: () => (info.pid === null ? '-' : String(info.pid)),
    RAM: () => (info.usage?.memory == null ? '-' : formatSize(info.usage.memory)),
    SWAP: () => '-',
    AUTOSTART: () => (autostart ? '1' : '0'),
    GROUPS: () => autostart?.groups.filter(Boolean).join(', ') || '-',
    INTERFACE: () => info.links.map(each => each.interface).join(', ') || '-',
    IPV4: () => family(false),
    IPV6: () => family(true),
    UNPRIVILEGED: () => String(!security.privileged && security.idmap !== 'none'),
  };
  const cell = cells[column];
  if (!cell) throw new LxcFailure(`Invalid key: ${column}`);
  return cell();
}
