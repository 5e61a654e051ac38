/** The keys of a node as keys of a container. */
import { quote } from '../../spec/diagnostic.js';
import type { YamlValue } from '../../spec/print/yaml.js';
import { givesControl, isKernelsOwn } from '../container-path.js';
import { keep, leaveOut, type Rules, type Target } from '../rules.js';
import type { LabNode } from '../topology/lab.js';
import { applyAssignment, applyShellLine } from '../topology/shell-line.js';
import {
  childOf,
  type Draft,
  type Entry,
  entriesOf,
  listOf,
  pairsOf,
  plain,
  textOf,
  textsOf,
} from '../tree.js';
import { splitOutside } from '../variables.js';

export interface NodeTarget extends Target {
  node: LabNode;
  project: string;
  /** Names of containers by names of nodes. */
  names: ReadonlyMap<string, string>;
  /** Joins the bridge for management, as its key asks. */
  managed: boolean;
}

const noImages = leaveOut('there are no images here');
const ofItsImage = leaveOut('what it configures comes with the image of its kind');

export const nodeRules: Rules<NodeTarget> = {
  kind({ at, value }, { remarks }) {
    const kind = textOf(value);
    if (kind === 'linux') return;
    remarks.add(at, `the kind ${quote(kind ?? '')} is taken as linux: what makes it comes with its image`);
  },
  image({ at, value, key }, { draft, remarks, node }) {
    const image = textOf(value) ?? key;
    const hint = `docker export $(docker create ${image}) | tar -x -C rootfs/${node.name}, and write \`rootfs: ./rootfs/${node.name}\``;
    remarks.add(at, `there are no images here: the host's programs take the place of ${quote(image)}`, hint);
    draft['rootfs'] = 'host';
  },
  cmd({ value }, { draft }) {
    draft['command'] = plain(value);
  },
  entrypoint: keep,
  user: keep,
  labels: keep,
  ports({ value }, target) {
    target.draft['ports'] = plain(value);
    target.managed = true;
  },
  'mgmt-ipv4': managed,
  mgmt_ipv4: managed,
  env({ value }, { draft, remarks }) {
    const variables = entriesOf(value).filter(({ key, at }) => {
      if (key !== '__IMPORT_ENVS') return true;
      remarks.add(
        at,
        '"__IMPORT_ENVS" is left out',
        'name the variables: an empty value takes over the caller’s',
      );
      return false;
    });
    draft['environment'] = Object.fromEntries(variables.map(each => [each.key, plain(each.value)]));
  },
  'env-files'({ value }, { draft }) {
    draft['env_file'] = plain(value);
  },
  binds({ value }, target) {
    const mounts = listOf(value).flatMap(item => bind(textOf(item) ?? '', item.range, target));
    if (mounts.length > 0) draftVolumes(target.draft, mounts);
  },
  exec({ value }, { node, remarks }) {
    for (const item of listOf(value)) applyShellLine(textOf(item) ?? '', item.range, node, remarks);
  },
  sysctls({ value }, { node, remarks }) {
    for (const { key, value: text, at } of pairsOf(value)) {
      if (applyAssignment(`${key}=${text ?? ''}`, node)) continue;
      remarks.add(at, `the sysctl ${quote(key)} would change the whole host: left out`);
    }
  },
  cpu: limit('cpus'),
  'cpu-set': limit('cpuset'),
  memory: limit('memory'),
  'shm-size'({ value }, { draft }) {
    draft['tmpfs'] = [`/dev/shm:size=${textOf(value) ?? ''},mode=1777`];
  },
  'cap-add'({ value }, { draft }) {
    const names = textsOf(value).map(each => each.toLowerCase().replace(/^cap_/, ''));
    draft['cap_add'] = [...new Set([...(draft['cap_add'] as string[]), ...names])];
  },
  devices: keep,
  'restart-policy'({ value }, { draft }) {
    draft['restart'] = (textOf(value) ?? 'no').toLowerCase();
  },
  'network-mode'({ at, value }, { draft, remarks, names }) {
    const text = textOf(value) ?? '';
    const other = /^container:(.+)$/.exec(text)?.[1];
    if (text === 'none') return;
    if (text === 'host') draft['network_mode'] = 'host';
    else if (other !== undefined && names.has(other)) draft['network_mode'] = `container:${names.get(other)}`;
    else
      remarks.add(at, `the network mode ${quote(text)} is left out`, 'write `network_mode: container:NAME`');
  },
  'wait-for'({ value }, { draft, names }) {
    draft['depends_on'] = textsOf(value).map(each => names.get(each) ?? each);
  },
  healthcheck({ value }, { draft, remarks }) {
    const checked: Draft = {};
    for (const { key, at, value: each } of entriesOf(value)) {
      const name = key.replace('-', '_');
      if (['test', 'interval', 'timeout', 'retries', 'start_period'].includes(name))
        checked[name] = plain(each);
      else remarks.add(at, `${quote(key)} is not a key of a healthcheck: left out`);
    }
    draft['healthcheck'] = checked;
  },
  stages: leaveOut('write `depends_on` with the condition healthy or completed'),
  'startup-delay': leaveOut('containers start at once: write `depends_on` for what must be there before'),
  'mgmt-ipv6': leaveOut('write an IPv6 address under `networks`'),
  mgmt_ipv6: leaveOut('write an IPv6 address under `networks`'),
  // Read before: what it stands for is in the other keys.
  group: () => {},
  type: ofItsImage,
  license: ofItsImage,
  'startup-config': ofItsImage,
  'enforce-startup-config': ofItsImage,
  'suppress-startup-config': ofItsImage,
  config: ofItsImage,
  extras: ofItsImage,
  components: ofItsImage,
  certificate: ofItsImage,
  SANs: ofItsImage,
  credentials: ofItsImage,
  'image-pull-policy': noImages,
  runtime: noImages,
  'auto-remove': leaveOut('containers that ended are shown by `ps --all`'),
  dns: leaveOut('mount a resolv.conf: ./resolv.conf:/etc/resolv.conf:ro'),
  aliases: leaveOut('write `aliases` under a network'),
  publish: leaveOut('use `ports`'),
  sandbox: leaveOut(),
  kernel: leaveOut(),
  position: leaveOut(),
};

function managed({ value }: Entry, target: NodeTarget): void {
  target.managed = true;
  target.draft['mgmt'] = plain(value);
}

function limit(key: string): (entry: Entry, target: NodeTarget) => void {
  return ({ value }, { draft }) => {
    draft['limits'] = { ...(draft['limits'] as Draft | undefined), [key]: plain(value) };
  };
}

function draftVolumes(draft: Draft, mounts: YamlValue[]): void {
  // As containerlab: of several binds at one place the one nearest to the node counts.
  const byTarget = new Map(mounts.map(each => [String(each).split(':')[1], each]));
  draft['volumes'] = [...byTarget.values()];
}

function bind(text: string, range: Entry['at'], { node, project, remarks }: NodeTarget): string[] {
  const [given = '', inside, options] = splitOutside(text, ':');
  if (inside === undefined) {
    remarks.add(range, `the volume without name at ${quote(text)} is left out`, `write ./DIRECTORY:${text}`);
    return [];
  }
  const directory = `./clab-${project}`;
  const path = given
    .replace('__clabNodeDir__', `${directory}/${node.name}`)
    .replace('__clabDir__', directory);
  const source = /^[./~$]/.test(path) ? path : `./${path}`;
  if (givesControl(source) || isKernelsOwn(inside)) {
    remarks.add(range, `${quote(text)} would give the container control of the host: left out`);
    return [];
  }
  const known = (options ?? '').split(',').filter(each => each === 'ro');
  if ((options ?? '').split(',').some(each => !['', 'ro', 'rw', 'z', 'Z'].includes(each))) {
    remarks.add(range, `options of ${quote(text)} other than ro and rw are left out`);
  }
  return [[source, inside, ...known].join(':')];
}

/** What containerlab would have from the image: a program that stays. */
export function giveProgram(draft: Draft): void {
  const words = [draft['entrypoint'], draft['command']].flat().filter(each => each !== undefined);
  if (words.length === 0) draft['command'] = ['sleep', 'infinity'];
  // A shell without a terminal would end at once; containerlab gives every node one.
  else if (/^(\/(usr\/)?bin\/)?(ba|da|a|z)?sh$/.test(String(words.join(' ')))) {
    Object.assign(draft, { tty: true, stdin_open: true });
  }
}

/** The kind of a node from its effective keys; containerlab asks for one, linux is the nearest. */
export function kindOf(entries: readonly Entry[]): string {
  return textOf(entries.find(each => each.key === 'kind')?.value) ?? 'linux';
}

/** Addresses that a link gives an end: `ipv4` and `ipv6` of an extended endpoint. */
export function endpointAddresses(endpoint: Parameters<typeof childOf>[0]): string[] {
  return ['ipv4', 'ipv6'].flatMap(key => textOf(childOf(endpoint, key)) ?? []);
}
