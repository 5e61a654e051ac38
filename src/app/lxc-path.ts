/**
 * Containers that LXC's commands make are ordinary members of a project: a directory of containers (lxcpath) is one
 * project, and its spec is the file lxc-compose.yaml in it.
 */
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isMap, parse, parseDocument } from 'yaml';
import { isHarmless } from '../model/lxc-raw.js';
import { hash32 } from '../model/mark.js';
import { Problem } from '../model/problem.js';
import type { Diagnostic } from '../spec/diagnostic.js';
import { stateBase } from '../store/directories.js';
import type { Invocation } from './contract.js';
import { checkEdit, readSpecText, writeEdit } from './edit-spec.js';
import { importSpec } from './import.js';
import { writeNewFile } from './write-new-file.js';

/**
 * Not LXC's own directory: that is LXC's, and its containers may run. Where there is no LXC, its `lxc.lxcpath` counts.
 * @param given of -P, absolute
 */
export function lxcPathOf(given: string | undefined): string {
  return given ?? (isLxcInstalled() ? undefined : configuredPath()) ?? `${stateBase()}/.lxc`;
}

function isLxcInstalled(): boolean {
  try {
    return !basename(realpathSync('/usr/bin/lxc-start')).startsWith('lxc-compose');
  } catch {
    return false;
  }
}

function configuredPath(): string | undefined {
  try {
    return /^\s*lxc\.lxcpath\s*=\s*(\/\S+)/m.exec(readFileSync('/etc/lxc/lxc.conf', 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

/** Whether somebody else, such as LXC itself, has a container of that name there: its files must not be touched. */
export function isForeign(path: string, name: string): boolean {
  return existsSync(`${path}/${name}/config`) && !lxcNames(path).includes(name);
}

/** The spec of the directory, and its project's name: `lxc` for the usual one. */
export function lxcInvocation(base: Invocation, path: string): Invocation {
  const projectName = path === lxcPathOf(undefined) ? 'lxc' : `lxc-${hash32(path, 8)}`;
  return { ...base, files: [specOf(path)], projectName, projectDirectory: path };
}

/** Names of the containers that are defined there. */
export function lxcNames(path: string): string[] {
  if (!existsSync(specOf(path))) return [];
  return Object.keys(readSpec(path).containers ?? {}).sort();
}

/**
 * Defines a container by a configuration of LXC, of either generation. An interface that it links to a bridge joins
 * that bridge, which has to be there, as for LXC.
 * @returns what the spec has no word for
 */
export async function addLxcContainer(
  invocation: Invocation,
  path: string,
  name: string,
  configuration: string,
): Promise<Diagnostic[]> {
  const { networks, container, remarks } = await readLxcConfiguration(invocation, configuration);
  await ensureSpec(path);
  const known = readSpec(path).networks ?? {};
  const added = Object.entries(networks).filter(([network]) => !Object.hasOwn(known, network));
  await change(invocation, [
    ...added.map(([network, value]): [string[], unknown] => [['networks', network], value]),
    [['containers', name], container],
  ]);
  return remarks;
}

/** A configuration as the one container that it is about. @param file `-` = the invocation's standard input */
export async function readLxcConfiguration(
  invocation: Invocation,
  file: string,
): Promise<{ networks: Record<string, unknown>; container: ContainerText; remarks: Diagnostic[] }> {
  const { text, remarks } = await importSpec(invocation, 'lxc', file);
  const { networks, containers } = parse(text) as SpecText;
  const container = Object.values(containers ?? {})[0]!;
  const passedOver = passOver(container);
  followLinks(container);
  return {
    networks: networks ?? {},
    container,
    remarks: remarks.filter(
      ({ message }) => !passedOver.some(key => message.startsWith(`${key} has no place`)),
    ),
  };
}

/** LXC mounts what a link leads to (/lib of the host); a spec's sources are taken as they are. */
function followLinks({ volumes }: ContainerText): void {
  for (const volume of volumes ?? []) {
    if (typeof volume === 'string' || volume.source === undefined || !existsSync(volume.source)) continue;
    volume.source = realpathSync(volume.source);
  }
}

/** @returns keys of LXC that nobody would miss: those are no reason for a remark each time */
function passOver(container: ContainerText): string[] {
  const raw = container.lxc_raw ?? {};
  // LXC, too, says nothing of a profile where the kernel has no AppArmor.
  const confines = existsSync('/sys/module/apparmor');
  const unheard = Object.keys(raw).filter(key => !confines && /^lxc\.(apparmor|aa)[._]/.test(key));
  for (const key of unheard) delete raw[key];
  if (Object.keys(raw).length === 0) delete container.lxc_raw;
  const harmless = Object.entries(raw).filter(([key, value]) => isHarmless(key, [value].flat()));
  return [...unheard, ...harmless.map(([key]) => key)];
}

/** A container as the spec has it, as far as these commands look into it. */
export interface ContainerText {
  [key: string]: unknown;
  networks?: object;
  volumes?: (string | { source?: string })[];
  lxc_raw?: Record<string, string | string[]>;
}

interface SpecText {
  networks?: Record<string, unknown> | null;
  containers?: Record<string, ContainerText> | null;
}

/** What the spec of the directory says now. */
export function readSpec(path: string): SpecText {
  return (parse(readFileSync(specOf(path), 'utf8')) ?? {}) as SpecText;
}

/** Forgets a container, its directory with the root file system that is in it, and bridges that only it was linked to. */
export async function removeLxcContainer(
  invocation: Invocation,
  path: string,
  name: string,
  directory: 'remove' | 'keep' = 'remove',
): Promise<void> {
  const { networks, containers } = readSpec(path);
  const others = Object.entries(containers ?? {}).filter(([each]) => each !== name);
  const used = new Set(others.flatMap(([, each]) => namesOf(each.networks)));
  const left = namesOf(containers?.[name]?.networks).filter(
    each => !used.has(each) && (networks?.[each] as { external?: unknown } | null)?.external === true,
  );
  await change(invocation, [
    [['containers', name], undefined],
    ...left.map((each): [string[], unknown] => [['networks', each], undefined]),
  ]);
  if (directory === 'remove') rmSync(`${path}/${name}`, { recursive: true, force: true });
}

/** What a person has written beside it, comments too, stays. @throws InvalidSpec (65); nothing is written then */
async function change(invocation: Invocation, changes: [path: string[], value: unknown][]): Promise<void> {
  const target = readSpecText(invocation, null);
  const document = parseDocument(target.text);
  for (const [path, value] of changes) {
    if (value === undefined) document.deleteIn(path);
    // A line of braces, once empty, would keep everything on one line.
    else document.setIn(path, document.createNode(value));
    const parent = document.get(path[0]!);
    if (isMap(parent)) parent.flow = parent.items.length === 0;
  }
  const after = document.toString({ lineWidth: 0 });
  const { warnings } = await checkEdit(invocation, target, after);
  writeEdit({ file: target.file, before: target.text, after, remarks: [], warnings });
}

function namesOf(networks: object | undefined): string[] {
  return Array.isArray(networks) ? (networks as string[]) : Object.keys(networks ?? {});
}

function specOf(path: string): string {
  return `${path}/lxc-compose.yaml`;
}

async function ensureSpec(path: string): Promise<void> {
  if (existsSync(specOf(path))) return;
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    const { code = 'EIO' } = error as NodeJS.ErrnoException;
    throw new Problem(`cannot make the directory ${path}`, {
      kernel: { step: 'make the directory of containers', call: 'mkdir', errno: code, path },
      cause: error,
    });
  }
  await writeNewFile(
    specOf(path),
    '# Containers that the lxc-* commands made; edit it as you like.\ncontainers: {}\n',
  );
}

/** Writes the configuration that LXC would keep. */
export function keepConfiguration(path: string, name: string, text: string): string {
  const file = `${path}/${name}/config`;
  mkdirSync(`${path}/${name}`, { recursive: true, mode: 0o700 });
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}
