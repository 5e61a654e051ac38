/** Two older programs are called lxc-compose as well and read a file of the same name; theirs get one answer, not fifty. */
import { ExitCode } from '../../model/problem.js';
import { type SourceRange, SpecFailure } from '../diagnostic.js';
import type { MappingNode, SpecNode } from '../node.js';

interface ForeignFile {
  /** What tells it. */
  key: string;
  range: SourceRange;
  program: string;
  hint: string;
}

/** Keys of a container that no other program has. */
const provisioning = ['includes', 'packages', 'exposed_ports', 'post_install', 'release'];
/** Keys of a service that are mappings there and nowhere else. */
const proxmox = ['cpu', 'memory', 'network', 'storage'];

/** @throws SpecFailure when the file was written for a program of the same name */
export function refuseForeign(root: SpecNode, file: string): void {
  const found = root.kind === 'mapping' ? (provisioned(root) ?? proxmoxServices(root)) : undefined;
  if (!found) return;
  const { key, range, program, hint } = found;
  const message = `"${key}" tells that ${file} was written for another program called lxc-compose: ${program}`;
  throw new SpecFailure(
    [{ code: 'not-supported', severity: 'error', message, range, hint }],
    ExitCode.invalidSpec,
  );
}

function provisioned(root: MappingNode): ForeignFile | undefined {
  const about = {
    program: 'the one in Python, which makes LXD containers from templates and installs packages in them',
    hint: 'keep it for that one and write another for this: `rootfs` takes the place of template and packages',
  };
  const containers = root.entries.get('containers');
  if (containers?.value.kind === 'sequence') {
    const [first] = containers.value.items;
    const named = first?.kind === 'mapping' && first.entries.has('name');
    return named ? { key: 'containers', range: containers.key, ...about } : undefined;
  }
  for (const member of membersOf(containers?.value)) {
    const key = provisioning.find(each => member.entries.has(each));
    if (key !== undefined) return { key, range: member.entries.get(key)!.key, ...about };
  }
  return undefined;
}

function proxmoxServices(root: MappingNode): ForeignFile | undefined {
  for (const member of membersOf(root.entries.get('services')?.value)) {
    const key = proxmox.find(each => member.entries.get(each)?.value.kind === 'mapping');
    if (key === undefined) continue;
    return {
      key,
      range: member.entries.get(key)!.key,
      program: 'the one in Go, which makes containers of Proxmox from images',
      hint: 'keep it for that one and write another for this: `rootfs`, `limits`, `networks` and `volumes` take the place of image, cpu, memory, network and storage',
    };
  }
  return undefined;
}

function membersOf(node: SpecNode | undefined): MappingNode[] {
  if (node?.kind !== 'mapping') return [];
  return [...node.entries.values()].flatMap(({ value }) => (value.kind === 'mapping' ? [value] : []));
}
