/** Configs and secrets of a container: which file each becomes inside, from Docker Compose's short and long forms. */
import { posix } from 'node:path';
import type { Security } from '../../model/project.js';
import type { ProvidedFile } from '../../model/provided.js';
import type { Path } from '../node.js';
import type { RawContainer, RawProvidedFile } from '../raw.js';
import { suggestion } from '../suggest.js';
import { GrammarError } from '../values/grammar-error.js';
import { parseMode } from '../values/mode.js';
import { parsePlainText } from '../values/names.js';
import { parseWholeNumber } from '../values/number.js';
import { isKernelPlace, parseInsidePath } from '../values/path.js';
import { type Context, itemsOf, placeAs } from './context.js';
import type { ProvidedByName } from './provided.js';

/** Where relative targets start, as in Docker Compose. */
const base = { configs: '/', secrets: '/run/secrets' };
/** All of a container's files travel to its monitor in one message. */
const largestTotal = 8 * 1024 * 1024;

/** @param mounted targets of the container's mounts */
export function normalizeProvidedFiles(
  raw: RawContainer,
  path: Path,
  provided: Record<'configs' | 'secrets', ProvidedByName>,
  security: Security,
  mounted: ReadonlyMap<string, Path>,
  context: Context,
): ProvidedFile[] {
  const { findings } = context;
  const files: ProvidedFile[] = [];
  const byTarget = new Map(mounted);
  let total = 0;
  for (const key of ['configs', 'secrets'] as const) {
    for (const [item, at] of itemsOf(raw[key], [...path, key])) {
      const form = typeof item === 'string' ? { source: item } : item;
      const source = form.source === undefined ? undefined : provided[key].get(form.source);
      if (!source) {
        reportUnknown(
          form.source ?? '',
          key,
          typeof item === 'string' ? at : [...at, 'source'],
          provided,
          context,
        );
        continue;
      }
      const file = fileOf(form, key, source, at, security, context);
      if (!file) continue;
      const first = byTarget.get(file.target);
      if (first) {
        findings.error('duplicate', at, `something is mounted at ${file.target} already`, {
          related: { message: 'first mounted', path: first },
        });
      }
      byTarget.set(file.target, at);
      placeAs(context, [...path, key, file.target], at);
      files.push(file);
      total += source.size;
    }
  }
  if (total > largestTotal) {
    findings.error('invalid-value', path, 'its configs and secrets together are larger than 8 MiB', {
      atKey: true,
      hint: 'mount large files with `volumes`',
    });
  }
  return files;
}

function fileOf(
  { target, uid, gid, mode }: RawProvidedFile,
  key: 'configs' | 'secrets',
  { name, sha256 }: { name: string; sha256: string },
  path: Path,
  security: Security,
  { findings }: Context,
): ProvidedFile | undefined {
  const place =
    target === undefined
      ? findings.read(path, name, text => parseTarget(text, key))
      : findings.read([...path, 'target'], target, text => parseTarget(text, key));
  if (place === undefined) return undefined;
  const largest = largestId(security);
  const id = (member: 'uid' | 'gid', text: string | undefined) =>
    text === undefined
      ? 0
      : (findings.read([...path, member], text, each => parseWholeNumber(each, 0, largest)) ?? 0);
  const bits = mode === undefined ? 0o444 : findings.read([...path, 'mode'], mode, parseFileMode);
  return {
    kind: key === 'configs' ? 'config' : 'secret',
    source: name,
    target: place,
    uid: id('uid', uid),
    gid: id('gid', gid),
    mode: bits ?? 0o444,
    sha256,
  };
}

function parseTarget(text: string, key: 'configs' | 'secrets'): string {
  parsePlainText(text);
  if (text === '' || text.endsWith('/')) throw new GrammarError('is not the path of a file');
  const target = text.startsWith('/') ? parseInsidePath(text) : posix.join(base[key], text);
  const inside = text.startsWith('/') || base[key] === '/' || target.startsWith(`${base[key]}/`);
  if (!inside) throw new GrammarError(`leads out of ${base[key]}`, 'write an absolute path');
  if (isKernelPlace(target)) throw new GrammarError('is not a place for a file');
  return target;
}

/** No set-user-ID files: nothing that is run comes this way. */
function parseFileMode(text: string): number {
  const mode = parseMode(text);
  if (mode > 0o777) throw new GrammarError('is not the mode of a file', 'write octal digits such as "0440"');
  return mode;
}

/** The file is owned inside, so the id must be one of the container's. */
function largestId({ privileged, idmap }: Security): number {
  if (privileged || idmap === 'none') return 4_294_967_294;
  return idmap === 'auto' ? 65_535 : idmap.size - 1;
}

function reportUnknown(
  name: string,
  key: 'configs' | 'secrets',
  path: Path,
  provided: Record<'configs' | 'secrets', ProvidedByName>,
  { findings }: Context,
): void {
  const word = key.slice(0, -1);
  const other = key === 'configs' ? 'secrets' : 'configs';
  const hint = provided[other].has(name)
    ? `it is one of the ${other}: name it under \`${other}\``
    : `define it under the top-level \`${key}\``;
  const near = suggestion(name, provided[key].keys());
  findings.error('unknown-reference', path, `unknown ${word} "${name}"${near}`, { hint });
}
