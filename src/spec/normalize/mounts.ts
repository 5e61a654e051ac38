/** Bind mounts, volumes and tmpfs, from Docker Compose's short and long forms. */
import type { Mount, Volume } from '../../model/project.js';
import type { Path } from '../node.js';
import type { RawContainer, RawMount } from '../raw.js';
import { suggestion } from '../suggest.js';
import { GrammarError } from '../values/grammar-error.js';
import { parseMode } from '../values/mode.js';
import { isKernelPlace, parseInsidePath, resolveHostPath } from '../values/path.js';
import { parseSize } from '../values/size.js';
import { type Context, itemsOf, oneOrMany, placeAs } from './context.js';
import { fstabMounts } from './fstab.js';

export type Volumes = ReadonlyMap<string, Volume>;

/** Mounts, and where each target was asked for. */
export interface PlacedMounts {
  mounts: Mount[];
  byTarget: ReadonlyMap<string, Path>;
}

/** In the spec's order, volumes before tmpfs. */
export function normalizeMounts(
  raw: RawContainer,
  path: Path,
  volumes: Volumes,
  context: Context,
): PlacedMounts {
  const mounts = fstabMounts(raw, path, context);
  for (const [item, at] of itemsOf(raw.volumes, [...path, 'volumes'])) {
    const mount = typeof item === 'string' ? shortMount(item, at, context) : longMount(item, at, context);
    if (mount) mounts.push([mount, at]);
  }
  for (const [text, at] of oneOrMany(raw.tmpfs, [...path, 'tmpfs'])) {
    const mount = context.findings.read(at, text, parseTmpfs);
    if (mount) mounts.push([mount, at]);
  }
  const byTarget = new Map<string, Path>();
  for (const [mount, at] of mounts) {
    checkMount(mount, at, volumes, context);
    const first = byTarget.get(mount.target);
    if (first) {
      context.findings.error('duplicate', at, `something is mounted at ${mount.target} already`, {
        related: { message: 'first mounted', path: first },
      });
    }
    byTarget.set(mount.target, at);
    placeAs(context, [...path, 'volumes', mount.target], at);
  }
  return { mounts: mounts.map(([mount]) => mount), byTarget };
}

function shortMount(text: string, path: Path, context: Context): Mount | undefined {
  return context.findings.read(path, text, () => {
    const [source, target, options, ...rest] = text.split(':');
    if (target === undefined) {
      throw new GrammarError(
        'has no source: volumes without name are not supported',
        `write NAME:${text}, or use \`tmpfs\``,
      );
    }
    if (rest.length > 0) throw new GrammarError('is not SOURCE:TARGET[:OPTIONS]');
    const from = sourceOf(source!, context);
    const mount: Mount = {
      ...from,
      target: parseInsidePath(target),
      readOnly: false,
      recursive: true,
      createSource: from.type === 'bind',
    };
    for (const option of options?.split(',') ?? []) {
      if (option === 'ro') mount.readOnly = true;
      else if (option !== 'rw')
        throw new GrammarError(`has the option "${option}", which is not supported: ro or rw`);
    }
    return mount;
  });
}

/** `./x`, `/x` and `~/x` are host paths, a bare name is a volume. */
function sourceOf(source: string, { directory, lookup }: Context): Pick<Mount, 'type' | 'source'> {
  if (/^(\/|~|\.{1,2}(\/|$))/.test(source)) {
    return { type: 'bind', source: resolveHostPath(source, directory, lookup('HOME')) };
  }
  if (source === '') throw new GrammarError('has no source');
  if (source.includes('/')) {
    throw new GrammarError('has a source that is neither a path nor a name', `write ./${source} for a path`);
  }
  return { type: 'volume', source };
}

function longMount(raw: RawMount, path: Path, context: Context): Mount | undefined {
  const { findings, directory, lookup } = context;
  const { type } = raw;
  const target =
    raw.target === undefined ? undefined : findings.read([...path, 'target'], raw.target, parseInsidePath);
  if (type === undefined || target === undefined) return undefined;
  for (const key of ['bind', 'tmpfs'] as const) {
    if (raw[key] != null && type !== key) {
      findings.error('contradiction', [...path, key], `"${key}" does not go with the type ${type}`, {
        atKey: true,
      });
    }
  }
  if (type === 'tmpfs' ? raw.source !== undefined : raw.source === undefined) {
    const message =
      type === 'tmpfs' ? 'a tmpfs has no source' : `a mount of the type ${type} needs a \`source\``;
    findings.error(type === 'tmpfs' ? 'contradiction' : 'missing-key', path, message);
    return undefined;
  }
  const text = raw.source ?? '';
  const source =
    type === 'bind'
      ? findings.read([...path, 'source'], text, each => resolveHostPath(each, directory, lookup('HOME')))
      : text;
  if (source === undefined) return undefined;
  const recursive = raw.bind?.recursive ?? true;
  const mount: Mount = {
    type,
    source,
    target,
    readOnly: raw.read_only ?? false,
    recursive: recursive === true || recursive === 'enabled',
    createSource: raw.bind?.create_host_path ?? false,
  };
  const { size, mode } = raw.tmpfs ?? {};
  const bytes = size === undefined ? undefined : findings.read([...path, 'tmpfs', 'size'], size, parseSize);
  if (bytes !== undefined) mount.size = bytes;
  const bits = mode === undefined ? undefined : findings.read([...path, 'tmpfs', 'mode'], mode, parseMode);
  if (bits !== undefined) mount.mode = bits;
  return mount;
}

function parseTmpfs(text: string): Mount {
  const [target, options, ...rest] = text.split(':');
  if (rest.length > 0) throw new GrammarError('is not TARGET[:OPTIONS]');
  const mount: Mount = {
    type: 'tmpfs',
    source: '',
    target: parseInsidePath(target!),
    readOnly: false,
    recursive: true,
    createSource: false,
  };
  for (const option of options?.split(',') ?? []) {
    const [key, value] = option.split('=') as [string, string | undefined];
    if (key === 'size' && value !== undefined) mount.size = parseSize(value);
    else if (key === 'mode' && value !== undefined) mount.mode = parseMode(value);
    else if (option === 'ro') mount.readOnly = true;
    // Already so: mounts of ours never have set-user-ID programs or device nodes.
    else if (!['rw', 'nosuid', 'nodev'].includes(option)) {
      throw new GrammarError(
        `has the option "${option}", which is not supported`,
        'use size, mode, ro or rw',
      );
    }
  }
  return mount;
}

function checkMount(mount: Mount, path: Path, volumes: Volumes, { findings }: Context): void {
  const { source, target, type } = mount;
  if (type === 'volume' && !volumes.has(source)) {
    findings.error(
      'unknown-reference',
      path,
      `unknown volume "${source}"${suggestion(source, volumes.keys())}`,
      {
        hint: `define it under the top-level \`volumes\`, or write ./${source} for a directory`,
      },
    );
  }
  if (isKernelPlace(target)) {
    findings.error('invalid-value', path, `nothing can be mounted at ${target}`);
  }
  if (type !== 'bind') return;
  const forbidden = ['/proc', '/sys', '/run/lxc-compose', '/var/lib/lxc-compose'].find(
    each => source === each || source.startsWith(`${each}/`) || isParent(source, each),
  );
  if (forbidden) {
    const contains = isParent(source, forbidden) ? `contains ${forbidden}, which` : '';
    const message = `the source ${source} ${contains} would give the container control of the host`.replace(
      '  ',
      ' ',
    );
    findings.error('invalid-value', path, message);
  } else if (/\/(docker|containerd|podman|crio)\.sock$/.test(source)) {
    findings.warning(path, `${source} gives the container control of the host`);
  }
}

function isParent(path: string, other: string): boolean {
  return path === '/' || other.startsWith(`${path}/`);
}
