/**
 * A container of LXC's commands as it shall be for one start only: `lxc-start -f FILE -s KEY=VAL -- PROGRAM` changes
 * nothing of what is defined. What is different is laid over the spec while it is brought up.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { Document, isNode } from 'yaml';
import type { Invocation } from './contract.js';
import { type ContainerText, readLxcConfiguration, readSpec } from './lxc-path.js';

export interface LxcVariation {
  /** A configuration instead of the one that it was defined by. */
  file?: string;
  /** Lines of a configuration, `KEY = VALUE`. */
  lines: string[];
  /** Instead of its own program; empty = that one. */
  argv: string[];
  /** Containers by the namespace that it has in common with them: net, ipc, uts, pid. */
  shared: Record<string, string>;
}

/**
 * @param configuration text of the configuration that it was defined by, which the lines are added to
 * @returns what the work returns
 */
export async function withLxcVariation<Result>(
  invocation: Invocation,
  place: { path: string; name: string; configuration: string },
  variation: LxcVariation,
  work: (invocation: Invocation) => Promise<Result>,
): Promise<Result> {
  const { file, lines, argv, shared } = variation;
  const isPlain = file === undefined && lines.length === 0 && argv.length === 0;
  if (isPlain && Object.keys(shared).length === 0) return work(invocation);
  const { networks, container } = await vary(invocation, place, variation);
  const overlay = `${place.path}/${place.name}/once.yaml`;
  const document = new Document({ networks, containers: { [place.name]: container } });
  const node = document.getIn(['containers', place.name], true);
  if (isNode(node)) node.tag = '!override';
  mkdirSync(`${place.path}/${place.name}`, { recursive: true, mode: 0o700 });
  writeFileSync(overlay, document.toString(), { mode: 0o600 });
  try {
    return await work({ ...invocation, files: [...invocation.files, overlay] });
  } finally {
    rmSync(overlay, { force: true });
  }
}

async function vary(
  invocation: Invocation,
  { path, name, configuration }: { path: string; name: string; configuration: string },
  { file, lines, argv, shared }: LxcVariation,
): Promise<{ networks: Record<string, unknown>; container: ContainerText }> {
  const read = (text: string) => readLxcConfiguration({ ...invocation, standardInput: text }, '-');
  const given = file === undefined ? null : await readLxcConfiguration(invocation, file);
  const base = given?.container ?? readSpec(path).containers![name]!;
  const container = { ...base };
  let networks = given?.networks ?? {};
  if (lines.length > 0) {
    // Only what the lines change of the configuration: the spec may have been edited since.
    const before = await read(configuration);
    const after = await read(`${configuration}\n${lines.join('\n')}\n`);
    for (const key of new Set([...Object.keys(before.container), ...Object.keys(after.container)])) {
      if (isDeepStrictEqual(before.container[key], after.container[key])) continue;
      if (after.container[key] === undefined) delete container[key];
      else container[key] = after.container[key];
    }
    networks = { ...networks, ...after.networks };
  }
  if (argv.length > 0) {
    // A program of its own boots no system.
    delete container['init'];
    container['command'] = argv;
  }
  share(container, shared);
  return { networks, container };
}

/** As LXC: what it would have had of its own is passed over. */
function share(container: ContainerText, { net, ...others }: Record<string, string>): void {
  if (net !== undefined) {
    container['network_mode'] = `container:${net}`;
    delete container.networks;
  }
  if (others['uts'] !== undefined) delete container['hostname'];
  const joined = Object.entries(others).map(([kind, name]) => [kind, `container:${name}`]);
  if (joined.length > 0)
    container['namespaces'] = { ...(container['namespaces'] as object), ...Object.fromEntries(joined) };
}
