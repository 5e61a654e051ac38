import type { ContainerInfo } from '../../../app/contract.js';
import { lxcNames } from '../../../app/lxc-path.js';
import { columnNames, renderColumns, renderNames } from '../columns.js';
import { type LxcCommand, type LxcContext, LxcFailure } from '../command.js';

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
    nesting: {
      value: 'NUM',
      mayLack: true,
      summary: 'list nested containers up to NUM (default is 5) levels of nesting',
    },
    groups: {
      short: 'g',
      value: 'GROUPS',
      summary: 'comma separated list of groups a container must have to be displayed',
    },
    filter: { value: 'REGEX', summary: 'filter container names by regular expression' },
  },
  named: 'no',
  async run(context) {
    const { path, invocation, verbs, output, has, value } = context;
    // Names and states of an inner tool's are that container's words, not the kernel's.
    if (has('nesting'))
      throw new LxcFailure('--nesting: what runs inside a container is told by lxc-attach -n NAME -- lxc-ls');
    if (lxcNames(path).length === 0) return 0;
    const { project } = await verbs.load(invocation);
    const groups = value('groups')?.split(',') ?? [];
    const byName = new Map(project.containers.map(each => [each.name, each]));
    const isMeant = filterOf(context);
    const infos = (await verbs.info(invocation, []))
      .filter(isMeant)
      .filter(each => groups.every(group => byName.get(each.name)?.autostart?.groups.includes(group)))
      .sort((one, two) => (one.name < two.name ? -1 : 1));
    if (infos.length === 0) return 0;
    if (has('fancy') || has('fancy-format')) {
      const columns =
        value('fancy-format')
          ?.split(',')
          .map(each => each.trim().toUpperCase()) ?? usual;
      const unknown = columns.find(each => !columnNames.includes(each));
      if (unknown !== undefined) {
        // As LXC: it is told, and no failure.
        output.note(`Invalid key: ${unknown}\n`);
        return 0;
      }
      const row = async (info: ContainerInfo) => ({
        info,
        container: byName.get(info.name)!,
        swap: columns.includes('SWAP') ? await swapOf(context, info) : null,
      });
      output.data(renderColumns(columns, await Promise.all(infos.map(row))));
    } else if (has('line')) output.data(infos.map(each => `${each.name}\n`).join(''));
    else {
      const room = process.stdout.columns ?? process.stderr.columns ?? 0;
      output.data(
        renderNames(
          infos.map(each => each.name),
          room,
        ),
      );
    }
    return 0;
  },
};

/** By state, and by a regular expression, which may also stand alone. @throws LxcFailure */
function filterOf({ has, value, rest }: LxcContext): (info: ContainerInfo) => boolean {
  const pattern = value('filter') ?? rest[0];
  let expression: RegExp;
  try {
    expression = new RegExp(pattern ?? '');
  } catch (error) {
    throw new LxcFailure((error as Error).message);
  }
  const states = ['running', 'frozen', 'stopped', 'active'].filter(has);
  const isWanted = (state: string) =>
    states.length === 0 ||
    states.some(each => (each === 'active' ? state !== 'STOPPED' : state === each.toUpperCase()));
  return ({ name, state }) => expression.test(name) && isWanted(state);
}

/** Bytes; as LXC, nothing where the kernel does not count it. */
async function swapOf(
  { invocation, verbs }: LxcContext,
  { name, pid }: ContainerInfo,
): Promise<number | null> {
  if (pid === null) return null;
  const { value } = await verbs.cgroup(invocation, { container: name, file: 'memory.stat' });
  return Number(/^swap (\d+)$/m.exec(value)?.[1] ?? 0);
}
