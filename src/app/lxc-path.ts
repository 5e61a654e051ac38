/**
 * Containers that LXC's commands make are ordinary members of a project: a directory of containers (lxcpath) is one
 * project, and its spec is the file lxc-compose.yaml in it.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isMap, parse, parseDocument } from 'yaml';
import { hash32 } from '../model/mark.js';
import { Problem } from '../model/problem.js';
import type { Diagnostic } from '../spec/diagnostic.js';
import { stateBase } from '../store/directories.js';
import type { Invocation } from './contract.js';
import { checkEdit, readSpecText, writeEdit } from './edit-spec.js';
import { importSpec } from './import.js';
import { writeNewFile } from './write-new-file.js';

/** Not LXC's own directory: that is LXC's, and its containers may run. @param given of -P, absolute */
export function lxcPathOf(given: string | undefined): string {
  return given ?? `${stateBase()}/.lxc`;
}

/** The spec of the directory, and its project's name: `lxc` for the usual one. */
export function lxcInvocation(base: Invocation, path: string): Invocation {
  const projectName = path === lxcPathOf(undefined) ? 'lxc' : `lxc-${hash32(path, 8)}`;
  return { ...base, files: [specOf(path)], projectName, projectDirectory: path };
}

/** Names of the containers that are defined there. */
export function lxcNames(path: string): string[] {
  if (!existsSync(specOf(path))) return [];
  const spec = parse(readFileSync(specOf(path), 'utf8')) as { containers?: object | null } | null;
  return Object.keys(spec?.containers ?? {}).sort();
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
  const { text, remarks } = await importSpec(invocation, 'lxc', configuration);
  const imported = parse(text) as { networks?: Record<string, unknown>; containers: Record<string, object> };
  const [container] = Object.values(imported.containers);
  await ensureSpec(path);
  const known = parse(readFileSync(specOf(path), 'utf8')) as { networks?: Record<string, unknown> | null };
  const networks = Object.entries(imported.networks ?? {}).filter(
    ([network]) => !Object.hasOwn(known.networks ?? {}, network),
  );
  await change(invocation, [
    ...networks.map(([network, value]): [string[], unknown] => [['networks', network], value]),
    [['containers', name], container],
  ]);
  return remarks;
}

/** Changes values of a defined container; undefined = it goes. */
export async function changeLxcContainer(
  invocation: Invocation,
  name: string,
  values: Record<string, unknown>,
): Promise<void> {
  const changes = Object.entries(values);
  await change(
    invocation,
    changes.map(([key, value]) => [['containers', name, key], value]),
  );
}

/** Forgets a container, and its directory with the root file system that is in it. */
export async function removeLxcContainer(invocation: Invocation, path: string, name: string): Promise<void> {
  await change(invocation, [[['containers', name], undefined]]);
  rmSync(`${path}/${name}`, { recursive: true, force: true });
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
