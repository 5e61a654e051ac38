/** Top-level `configs` and `secrets`: where their bytes come from. A project keeps the reference and a hash, not the bytes. */
import { createHash } from 'node:crypto';
import type { ContentSource, Provided } from '../../model/provided.js';
import type { Path } from '../node.js';
import type { RawProvided } from '../raw.js';
import { GrammarError } from '../values/grammar-error.js';
import { parseProvidedName, parseVariableName } from '../values/names.js';
import { resolveHostPath } from '../values/path.js';
import { type Context, entriesOf } from './context.js';
import { normalizeLabels } from './pairs.js';

/** With the number of bytes, by name. */
export type ProvidedByName = ReadonlyMap<string, Provided & { size: number }>;

/** Docker's bound is about the same: 500 KiB for a secret, 1,000 KiB for a config. */
const largestContent = 1024 * 1024;
const sources = ['file', 'content', 'environment'] as const;

export function normalizeProvided(
  raw: Record<string, RawProvided> | null | undefined,
  key: 'configs' | 'secrets',
  context: Context,
): ProvidedByName {
  const { findings } = context;
  const result = new Map<string, Provided & { size: number }>();
  for (const [name, given, path] of entriesOf(raw, [key])) {
    findings.read(path, name, parseProvidedName, true);
    const labels = normalizeLabels(given?.labels, [...path, 'labels'], context);
    const content = given ? contentOf(given, path, key, context) : undefined;
    // One whose source is wrong is known by name all the same: the mistake is told once.
    result.set(name, { name, from: { content: '' }, sha256: '', size: 0, ...content, labels });
  }
  return result;
}

type Content = Pick<Provided, 'from' | 'sha256'> & { size: number };

function contentOf(
  raw: RawProvided,
  path: Path,
  key: 'configs' | 'secrets',
  context: Context,
): Content | undefined {
  const { findings } = context;
  const named = sources.filter(each => raw[each] !== undefined);
  const [source, second] = named;
  const choice = key === 'configs' ? '`file`, `content` or `environment`' : '`file` or `environment`';
  const word = `${key.slice(0, -1)} "${String(path[1])}"`;
  if (source === undefined) {
    findings.error('missing-key', path, `the ${word} has no source`, {
      atKey: true,
      hint: `give it ${choice}`,
    });
    return undefined;
  }
  if (second !== undefined) {
    findings.error('contradiction', [...path, second], `the ${word} has a second source`, {
      atKey: true,
      related: { message: `\`${source}\` stands`, path: [...path, source] },
      hint: `use one of ${choice}`,
    });
    return undefined;
  }
  const at = [...path, source];
  const found =
    source === 'content' ? inline(raw.content!) : findings.read(at, raw[source]!, readers[source](context));
  if (found === undefined || found.size <= largestContent) return found;
  findings.error('invalid-value', at, `the ${word} is larger than 1 MiB`, {
    hint: 'mount a file of that size with `volumes`',
  });
  return undefined;
}

const readers = {
  file:
    ({ directory, lookup, digestFile }: Context) =>
    (text: string): Content => {
      const file = resolveHostPath(text, directory, lookup('HOME'));
      const digest = digestFile(file);
      if (!digest) throw new GrammarError('is not there', `make ${file}`);
      return { from: { file }, ...digest };
    },
  environment:
    ({ lookupSecret }: Context) =>
    (text: string): Content => {
      const environment = parseVariableName(text);
      const value = lookupSecret(environment);
      if (value === undefined) {
        throw new GrammarError('is a variable that is not set', 'set it in the environment or in `.env`');
      }
      return { from: { environment } satisfies ContentSource, ...digestOf(value) };
    },
};

function inline(content: string): Content {
  return { from: { content }, ...digestOf(content) };
}

function digestOf(text: string): { sha256: string; size: number } {
  return { sha256: createHash('sha256').update(text).digest('hex'), size: Buffer.byteLength(text) };
}
