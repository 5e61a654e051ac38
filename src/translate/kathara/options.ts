/** The options of a device: `pc1[mem]=128m`. */
import { quote } from '../../spec/diagnostic.js';
import { givesControl } from '../container-path.js';
import type { Remarks } from '../remarks.js';
import type { LabNode } from '../topology/lab.js';
import { applyAssignment, applyShellLine } from '../topology/shell-line.js';
import type { Draft } from '../tree.js';
import type { Assignment } from './lab-conf.js';

type Option = (assignment: Assignment, node: LabNode, remarks: Remarks) => void;

/** Takes over an option, or says that it is left out. */
export function applyOption(assignment: Assignment, node: LabNode, remarks: Remarks): void {
  const { argument, range } = assignment;
  if (Object.hasOwn(options, argument)) options[argument]!(assignment, node, remarks);
  else remarks.add(range, `${quote(argument)} is not an option of a device: left out`);
}

const options: Record<string, Option> = {
  image({ value, range }, { name }, remarks) {
    const hint = `docker export $(docker create ${value}) | tar -x -C rootfs/${name}, and write \`rootfs: ./rootfs/${name}\``;
    remarks.add(
      range,
      `there are no images here: the host's programs take the place of ${quote(value)}`,
      hint,
    );
  },
  mem: limit('memory'),
  cpus: limit('cpus'),
  port({ value, range }, { draft }, remarks) {
    const [ports = '', protocol] = value.split('/');
    const [first = '', second] = ports.split(':');
    // Kathara publishes its port 3000 of the host when only the device's is given.
    const published = second === undefined ? ['3000', first] : [first, second];
    if (protocol === 'sctp') remarks.add(range, 'the protocol "sctp" is not supported: left out');
    else append(draft, 'ports', `${published.join(':')}${protocol === undefined ? '' : `/${protocol}`}`);
    draft['outside'] = true;
  },
  bridged({ value }, { draft }) {
    if (/^(true|1|yes)$/i.test(value)) draft['outside'] = true;
  },
  exec({ value, range }, node, remarks) {
    applyShellLine(value, range, node, remarks);
  },
  sysctl({ value, range }, node, remarks) {
    if (!applyAssignment(value, node)) {
      remarks.add(range, `the sysctl ${quote(value)} would change the whole host: left out`);
    }
  },
  env({ value }, { draft }) {
    append(draft, 'environment', value);
  },
  ulimit({ value }, { draft }) {
    const [name = '', limits = ''] = value.split('=');
    const [soft = '', hard = soft] = limits.split(':');
    draft['ulimits'] = { ...(draft['ulimits'] as Draft | undefined), [name]: { soft, hard } };
  },
  volume({ value, range }, { draft }, remarks) {
    const [source = '', target = '', mode] = value.split('|');
    if (givesControl(source))
      remarks.add(range, `${quote(source)} would give the container control of the host`);
    else append(draft, 'volumes', `${source}:${target}${mode === 'ro' ? ':ro' : ''}`);
  },
  privileged({ value }, { draft }) {
    if (/^(true|1|yes)$/i.test(value)) draft['privileged'] = true;
  },
  entrypoint({ value }, { draft }) {
    draft['entrypoint'] = value;
  },
  args({ value }, { draft }) {
    draft['command'] = value;
  },
  ipv6({ value, range }, { sysctls }, remarks) {
    if (/^(true|1|yes)$/i.test(value)) sysctls['net.ipv6.conf.all.forwarding'] = '1';
    else remarks.add(range, 'IPv6 stays on; nothing has an address that is not written');
  },
  shell: interactive,
  num_terms: interactive,
};

function limit(key: string): Option {
  return ({ value }, { draft }) => {
    draft['limits'] = { ...(draft['limits'] as Draft | undefined), [key]: value };
  };
}

function append(draft: Draft, key: string, value: string): void {
  draft[key] = [...((draft[key] as string[] | undefined) ?? []), value];
}

function interactive({ argument, range }: Assignment, _node: LabNode, remarks: Remarks): void {
  remarks.add(range, `${quote(argument)} is left out`, 'open a shell with `lxc-compose exec NAME sh`');
}
