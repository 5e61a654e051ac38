/** The host's links by iproute2: what may be asked of it, and what its answers mean. */
import { Problem } from '../model/problem.js';

/** A link as `ip -json -details address show` tells, reduced to what we use. */
export interface HostLink {
  ifindex: number;
  name: string;
  kind: string | null;
  mac: string | null;
  mtu: number;
  up: boolean;
  /** Name of the bridge it is a port of. */
  master: string | null;
  group: number;
  altnames: string[];
  /** ifindex of the peer in another namespace (veth). */
  peerIndex: number | null;
  addresses: string[];
  /** linkinfo.info_data of a bridge. */
  bridge: Record<string, unknown> | null;
}

/** One `ip` for a whole command: starting it anew for each batch costs more than what it does. */
export interface Ip {
  /** All links of this network namespace, whatever their number. @throws Problem */
  links(): Promise<HostLink[]>;
  /**
   * Runs the lines; one that the kernel refuses does not keep the others from running.
   * @returns the failures by line; empty = all done
   */
  batch(lines: string[]): Promise<BatchFailure[]>;
  close(): void;
}

/** An interface alias may hold raw control bytes, which `ip -json` (6.1) leaves unescaped: not JSON until they are. */
export function parseLinks(text: string): HostLink[] {
  const repaired = text.replace(/[\x00-\x1f]/g, byte =>
    byte === '\n' ? ' ' : `\\u${byte.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return (JSON.parse(repaired || '[]') as RawLink[]).filter(raw => raw.ifname !== undefined).map(linkOf);
}

interface RawLink {
  ifindex: number;
  ifname?: string;
  link_index?: number;
  flags: string[];
  mtu: number;
  master?: string;
  group?: string;
  address?: string;
  altnames?: string[];
  linkinfo?: { info_kind?: string; info_data?: Record<string, unknown> };
  addr_info?: { local?: string; prefixlen?: number; scope?: string }[];
}

function linkOf(raw: RawLink): HostLink {
  const kind = raw.linkinfo?.info_kind ?? null;
  return {
    ifindex: raw.ifindex,
    name: raw.ifname!,
    kind,
    mac: raw.address ?? null,
    mtu: raw.mtu,
    up: raw.flags.includes('UP'),
    master: raw.master ?? null,
    group: raw.group === undefined || raw.group === 'default' ? 0 : Number(raw.group),
    altnames: raw.altnames ?? [],
    peerIndex: raw.link_index ?? null,
    addresses: (raw.addr_info ?? []).flatMap(each =>
      each.local && each.scope !== 'link' ? [`${each.local}/${each.prefixlen}`] : [],
    ),
    bridge: kind === 'bridge' ? (raw.linkinfo?.info_data ?? {}) : null,
  };
}

export interface BatchFailure {
  /** Index of the line, from 0. */
  line: number;
  problem: Problem;
}

/**
 * iproute2 prints what the kernel said, then `Command failed -:LINE`.
 * @param before lines that the program had read before these
 */
export function parseFailures(stderr: string, lines: string[], before = 0): BatchFailure[] {
  const failures: BatchFailure[] = [];
  let said: string[] = [];
  for (const text of stderr.split('\n')) {
    const match = /^Command failed -:(\d+)/.exec(text);
    if (!match) {
      if (text.trim() !== '') said.push(text.trim());
      continue;
    }
    const line = Number(match[1]) - 1 - before;
    failures.push({ line, problem: problemOf(lines[line] ?? '', said.join('; ')) });
    said = [];
  }
  return failures;
}

const errnoByText: Record<string, string> = {
  'File exists': 'EEXIST',
  'Operation not permitted': 'EPERM',
  'Invalid argument': 'EINVAL',
  'No such device': 'ENODEV',
  'Cannot find device': 'ENODEV',
  'Operation not supported': 'EOPNOTSUPP',
  'Device or resource busy': 'EBUSY',
  'Exchange full': 'EXFULL',
  'No such process': 'ESRCH',
  'Cannot assign requested address': 'EADDRNOTAVAIL',
  'Numerical result out of range': 'ERANGE',
};

function problemOf(line: string, said: string): Problem {
  const errno = Object.entries(errnoByText).find(([text]) => said.includes(text))?.[1] ?? 'EIO';
  return new Problem(`the network refused a change: ${said || 'no reason given'}`, {
    kernel: { step: 'change the network', call: `ip ${line}`, errno },
  });
}

/** True when the object of a deletion was gone already: as good as deleted. */
export function isGone(problem: Problem): boolean {
  return problem.kernel?.errno === 'ENODEV' || problem.kernel?.errno === 'ESRCH';
}
