/**
 * All files of a spec as one tree. Each file is parsed and interpolated by itself, gets what its containers extend and
 * what it includes, and is then laid over the files before it (docs/spec-files.md).
 */
import { basename, dirname } from 'node:path';
import { Problem } from '../../model/problem.js';
import { type SourceRange, SpecFailure } from '../diagnostic.js';
import type { SpecFile } from '../discover.js';
import { readVariables } from '../env-files.js';
import type { Findings } from '../findings.js';
import type { Inputs } from '../inputs.js';
import { interpolate } from '../interpolate/interpolate.js';
import type { Lookup } from '../interpolate/template.js';
import { merge } from '../merge/merge.js';
import { settle } from '../merge/settle.js';
import type { SpecNode } from '../node.js';
import { refuseForeign } from '../parse/foreign.js';
import { parseSpec } from '../parse/parse.js';
import { fillBareVariables } from './environment.js';
import { applyExtends } from './extends.js';
import { type Included, importMembers, includedBy } from './include.js';
import { withAbsolutePaths } from './paths.js';
import { containersKey, withContainersAs } from './sections.js';

/** Files whose text may be quoted in messages, by name. */
export type Sources = Map<string, string>;

/** What holds for the files of one spec: of the user's, or of an included one. */
interface Scope {
  directory: string;
  lookup: Lookup;
  /** The files that led here by `include`, the outermost first. */
  chain: readonly string[];
}

const mostFiles = 256;
const deepestInclude = 16;
const pathHint = 'relative paths start from the project directory, those of other files from where these are';

/** @throws SpecFailure when a file cannot be parsed: with the mistakes of all of them */
export function assemble(inputs: Inputs, findings: Findings, sources: Sources): SpecNode {
  const { tree, isTagged } = layersOf(inputs, findings, sources);
  return isTagged ? settle(tree) : tree;
}

/** As `assemble`, with what was taken out still there and marked so. */
export function assembleLayers(inputs: Inputs, findings: Findings, sources: Sources): SpecNode {
  return layersOf(inputs, findings, sources).tree;
}

/** `isTagged`: some file may have a tag for the merge; where none has, there is nothing to settle. */
function layersOf(
  inputs: Inputs,
  findings: Findings,
  sources: Sources,
): { tree: SpecNode; isTagged: boolean } {
  let isTagged = false;
  const warned = new Set<string>();
  /** Trees of files that containers extend, which many may do. */
  const extended = new Map<Lookup, Map<string, SpecNode | undefined>>();
  let loaded = 0;
  const failures: SpecFailure[] = [];
  const whole = files(inputs.files, { directory: inputs.directory, lookup: inputs.lookup, chain: [] });
  if (failures.length > 0) {
    throw new SpecFailure(
      failures.flatMap(each => each.diagnostics),
      failures[0]!.exitCode,
    );
  }
  return { tree: whole, isTagged };

  /** One tree of files that are laid one over the other. */
  function files(list: readonly SpecFile[], scope: Scope): SpecNode {
    let result: SpecNode | undefined;
    for (const each of list) {
      const tree = complete(each, scope, result);
      result = result ? merge(result, withContainersAs(tree, containersKey(result)), findings) : tree;
    }
    return result!;
  }

  /** One file with what it refers to. */
  function complete({ file, text }: SpecFile, scope: Scope, before: SpecNode | undefined): SpecNode {
    const own = parsed(file, text, scope.lookup, scope.chain.length === 0);
    const tree = applyExtends(own, file, {
      findings,
      directory: scope.directory,
      before,
      shown,
      loadFile: (path, asked) => fileToExtend(path, asked, scope.lookup),
    });
    return includedBy(tree, scope.directory).reduce((whole, item) => {
      const included = includedSpec(item, { ...scope, chain: [...scope.chain, file] });
      return included ? importMembers(whole, included, findings, shown) : whole;
    }, tree);
  }

  function parsed(file: string, text: string, lookup: Lookup, isOwn: boolean): SpecNode {
    if (isOwn) sources.set(file, text);
    isTagged ||= /!(reset|override)\b/.test(text);
    try {
      const tree = parseSpec(text, file);
      // A path that leads to another kind of file must not print what is in it.
      if (tree.kind === 'mapping') sources.set(file, text);
      if (isOwn) refuseForeign(tree, basename(file));
      return interpolate(tree, lookup, findings, warned);
    } catch (error) {
      if (!(error instanceof SpecFailure)) throw error;
      failures.push(error);
      return nothing(file);
    }
  }

  function fileToExtend(path: string, asked: SourceRange, lookup: Lookup): SpecNode | undefined {
    const known = extended.get(lookup) ?? new Map<string, SpecNode | undefined>();
    extended.set(lookup, known);
    if (!known.has(path)) {
      const text = textOf(path, asked);
      const tree = text === undefined ? undefined : parsed(path, text, lookup, false);
      known.set(path, tree && withAbsolutePaths(tree, dirname(path)));
    }
    return known.get(path);
  }

  function includedSpec(item: Included, scope: Scope): SpecNode | undefined {
    const circle = item.files.find(({ path }) => scope.chain.includes(path));
    if (circle) {
      const chain = [...scope.chain.slice(scope.chain.indexOf(circle.path)), circle.path].map(shown);
      findings.errorAt(
        'cycle',
        ['include'],
        circle.range,
        `\`include\` goes in a circle: ${chain.join(' -> ')}`,
      );
      return undefined;
    }
    if (scope.chain.length >= deepestInclude) {
      findings.errorAt(
        'too-large',
        ['include'],
        item.range,
        `files are included more than ${deepestInclude} deep`,
      );
      return undefined;
    }
    const texts = item.files.map(({ path, range }) => ({ file: path, text: textOf(path, range) }));
    if (texts.some(each => each.text === undefined)) return undefined;
    const { lookup, warnings } = variablesOf(item, scope);
    findings.diagnostics.push(...warnings);
    const tree = files(texts as SpecFile[], { directory: item.directory, lookup, chain: scope.chain });
    return fillBareVariables(withAbsolutePaths(settle(tree), item.directory), lookup);
  }

  function variablesOf(item: Included, scope: Scope): ReturnType<typeof readVariables> {
    try {
      return readVariables(item.envFiles, scope.lookup, inputs.reader);
    } catch (error) {
      if (!(error instanceof SpecFailure)) throw error;
      failures.push(error);
      return { lookup: scope.lookup, lookupSecret: scope.lookup, warnings: [] };
    }
  }

  /** A path as a message names it: the reader is in the project directory. */
  function shown(path: string): string {
    return path.startsWith(`${inputs.directory}/`) ? path.slice(inputs.directory.length + 1) : path;
  }

  /** The content of a file that another one names; undefined when it cannot be had, which is then reported. */
  function textOf(path: string, asked: SourceRange): string | undefined {
    const report = (message: string, hint: string) =>
      void findings.errorAt('unreadable-file', [], asked, message, { hint });
    loaded += 1;
    if (loaded > mostFiles) {
      // Once: the ten thousandth item of a list is no news.
      if (loaded === mostFiles + 1)
        report(`the spec names more than ${mostFiles} files`, 'put several into one');
      return undefined;
    }
    try {
      const text = inputs.reader.file(path);
      if (text === null) report(`there is no file ${shown(path)}`, pathHint);
      return text ?? undefined;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      report(error.message, 'name a file with a spec');
      return undefined;
    }
  }
}

/** In the place of a file that cannot be parsed, so that the others are looked at. */
function nothing(file: string): SpecNode {
  return { kind: 'mapping', entries: new Map(), range: { file, line: 1, column: 1 } };
}
