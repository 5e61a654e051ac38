/** Isolation: the presets of application, system and privileged containers, changed item by item. */
import { createHash } from 'node:crypto';
import { isLxcPolicy } from '../../model/parse-lxc-policy.js';
import { parseSeccompProfile } from '../../model/parse-seccomp-profile.js';
import type { Container, IdRange, Security } from '../../model/project.js';
import { SeccompProfileError } from '../../model/seccomp-profile.js';
import { syscallNumbers } from '../../model/syscalls.js';
import type { Findings } from '../findings.js';
import type { Path } from '../node.js';
import type { RawContainer } from '../raw.js';
import {
  allCapabilities,
  applicationCapabilities,
  parseCapability,
  systemCapabilities,
} from '../values/capability.js';
import { GrammarError } from '../values/grammar-error.js';
import { parseInsidePath, resolveHostPath } from '../values/path.js';
import { type Context, itemsOf } from './context.js';

export function normalizeSecurity(
  raw: RawContainer,
  system: boolean,
  path: Path,
  context: Context,
): Security {
  const { findings } = context;
  const privileged = raw.privileged ?? false;
  const idmap =
    raw.idmap === undefined
      ? idmapOfNamespace(raw)
      : findings.read([...path, 'idmap'], raw.idmap, parseIdmap);
  if (privileged && idmap !== undefined && idmap !== 'none') {
    const message = `"privileged" and "idmap" contradict each other: a privileged container has the host's ids`;
    findings.error('contradiction', [...path, 'idmap'], message, { atKey: true, hint: 'remove one of them' });
  }
  const seccomp =
    raw.seccomp === undefined
      ? undefined
      : findings.read([...path, 'seccomp'], raw.seccomp, text =>
          parseSeccomp(text, [...path, 'seccomp'], context),
        );
  return {
    idmap: idmap ?? (privileged ? 'none' : 'auto'),
    privileged,
    capabilities: capabilitiesOf(raw, preset(privileged, system), path, context),
    // A whole system needs its set-user-ID programs (login, sudo); ids are private there.
    noNewPrivileges: raw.no_new_privs ?? !(privileged || system),
    seccomp: seccomp ?? (privileged ? 'unconfined' : system ? 'system' : 'default'),
    ...labelOf(raw, path, context),
    ...pathsOf(raw, path, context),
    keyring: raw.keyring ?? true,
  };
}

/** LXC's word for it: sharing the host's user namespace. */
function idmapOfNamespace({ namespaces }: RawContainer): Security['idmap'] | undefined {
  if (namespaces?.user === undefined) return undefined;
  return namespaces.user === 'host' ? 'none' : 'auto';
}

function labelOf(raw: RawContainer, path: Path, { findings }: Context): Pick<Security, 'label'> {
  const { apparmor, selinux } = raw;
  if (apparmor !== undefined && selinux !== undefined) {
    findings.error('contradiction', [...path, 'selinux'], '"apparmor" and "selinux" are not on one host', {
      atKey: true,
      hint: 'remove one of them',
    });
  }
  const module = apparmor !== undefined ? 'apparmor' : 'selinux';
  const given = apparmor ?? selinux;
  if (given === undefined) return {};
  const text = typeof given === 'string' ? given : (given.profile ?? '');
  const profile = findings.read([...path, module], text, parseLabel);
  if (profile === undefined) return {};
  return { label: { module, profile, required: typeof given === 'string' || given.required !== false } };
}

function parseLabel(text: string): string {
  if (/^[\x21-\x7e]{1,4000}$/.test(text)) return text;
  throw new GrammarError('is no profile', 'write its name as aa-status or ls -Z tells it');
}

function pathsOf(
  raw: RawContainer,
  path: Path,
  { findings }: Context,
): Pick<Security, 'maskedPaths' | 'readonlyPaths'> {
  const read = (key: 'masked_paths' | 'readonly_paths') =>
    raw[key] == null
      ? undefined
      : [...itemsOf(raw[key], [...path, key])].flatMap(
          ([text, at]) => findings.read(at, text, parseInsidePath) ?? [],
        );
  const [maskedPaths, readonlyPaths] = [read('masked_paths'), read('readonly_paths')];
  return { ...(maskedPaths && { maskedPaths }), ...(readonlyPaths && { readonlyPaths }) };
}

function preset(privileged: boolean, system: boolean): readonly string[] {
  if (privileged) return allCapabilities;
  return system ? systemCapabilities : applicationCapabilities;
}

/** As Docker: `ALL` dropped leaves only what is added, `ALL` added leaves all but what is dropped. */
function capabilitiesOf(raw: RawContainer, base: readonly string[], path: Path, context: Context): string[] {
  const read = (key: 'cap_add' | 'cap_drop' | 'cap_keep') =>
    [...itemsOf(raw[key], [...path, key])].flatMap(([text, at]): [string, Path][] => {
      const name = context.findings.read(at, text, parseCapability);
      return name === undefined ? [] : [[name, at]];
    });
  const keep = new Map(read('cap_keep'));
  if (raw.cap_keep != null) {
    for (const key of ['cap_add', 'cap_drop'] as const) {
      if (raw[key] == null) continue;
      const message = `"${key}" and "cap_keep" contradict each other: the latter is the whole list`;
      context.findings.error('contradiction', [...path, key], message, { atKey: true });
    }
    return keep.has('all') ? [...allCapabilities] : [...keep.keys()].sort();
  }
  const add = new Map(read('cap_add'));
  const drop = new Map(read('cap_drop'));
  for (const [name, at] of add) {
    const other = drop.get(name);
    if (!other) continue;
    context.findings.error('contradiction', at, `the capability "${name}" is both added and dropped`, {
      related: { message: 'dropped', path: other },
    });
  }
  const start = add.has('all') ? allCapabilities : drop.has('all') ? [] : base;
  const result = new Set(start.filter(each => !drop.has(each)));
  for (const name of add.keys()) if (name !== 'all') result.add(name);
  return [...result].sort();
}

/** `auto`, `none`, or `0 FIRST SIZE` as LXC's lxc.idmap has it without the letter. @throws GrammarError */
export function parseIdmap(text: string): Container['security']['idmap'] {
  if (text === 'auto' || text === 'none') return text;
  const match = /^0 ([1-9]\d{0,9}) ([1-9]\d{0,9})$/.exec(text.trim().replace(/\s+/g, ' '));
  if (!match) throw new GrammarError('is not an id map', 'write auto, none, or 0 100000 65536');
  const range: IdRange = { first: Number(match[1]), size: Number(match[2]) };
  // 4294967295 is (uid_t) -1 and belongs to nobody.
  if (range.first + range.size > 4294967295) throw new GrammarError('ends beyond the last id, 4294967294');
  return range;
}

function parseSeccomp(
  text: string,
  path: Path,
  { directory, lookup, readFile, findings }: Context,
): Security['seccomp'] {
  if (text === 'default' || text === 'system' || text === 'unconfined') return text;
  if (!/[/.]/.test(text)) {
    throw new GrammarError(
      'is not a seccomp profile',
      'write default, system, unconfined, or a path such as ./profile.json',
    );
  }
  const file = resolveHostPath(text, directory, lookup('HOME'));
  const content = readFile(file);
  if (content === null) throw new GrammarError('is not there', 'paths start from the directory of the spec');
  try {
    const { rules } = parseSeccompProfile(content);
    for (const { names, place } of isLxcPolicy(content) ? rules : [])
      warnOfUnknown(names, `${file}, ${place}`, path, findings);
  } catch (error) {
    if (!(error instanceof SeccompProfileError)) throw error;
    throw new GrammarError(
      `is not a seccomp profile: ${error.key === '' ? 'it ' : ''}${error.message}`,
      'docs/seccomp.md has the format',
    );
  }
  return { file, sha256: createHash('sha256').update(content).digest('hex') };
}

/** As LXC does it. A profile of OCI's lists the calls of all architectures and is not warned about. */
function warnOfUnknown(names: string[], place: string, path: Path, findings: Findings): void {
  for (const name of names) {
    if (/^\d+$/.test(name) || Object.hasOwn(syscallNumbers, name)) continue;
    findings.warning(path, `${place}: "${name}" is no system call here, and the line is passed over`);
  }
}
