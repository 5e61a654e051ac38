/**
 * `# lint-ignore` at the end of a line or alone before it, and `# lint-ignore-file` in the head of a file. One that has
 * nothing to ignore is found itself: it would hide the next mistake on its line.
 */
import type { SourceRange } from '../spec/diagnostic.js';
import type { Finding } from './finding.js';
import type { Report, View } from './rule.js';
import type { SourceText } from './source-text.js';

interface Ignore {
  range: SourceRange;
  /** Undefined: the whole file. */
  line?: number;
  /** Undefined: all rules. */
  codes?: string[];
}

export interface Ignored {
  /** What is left. */
  findings: Finding[];
  /** Comments that are wrong in themselves, and those that ignored nothing. */
  faulty: Report[];
  unused: Report[];
}

/** @param mainFile where findings without a place are ignored */
export function applyIgnores(
  findings: readonly Finding[],
  { texts, ownTexts }: Pick<View, 'texts' | 'ownTexts'>,
  known: ReadonlySet<string>,
  mainFile: string | undefined,
): Ignored {
  const faulty: Report[] = [];
  const ignores = [...texts.values()].flatMap(text => ignoresIn(text, known, faulty));
  const used = new Set<string>();
  const left = findings.filter(finding => {
    let ignored = false;
    for (const ignore of ignores) {
      if (!covers(ignore, finding, mainFile)) continue;
      used.add(keyOf(ignore, ignore.codes && finding.code));
      ignored = true;
    }
    return !ignored;
  });
  const own = new Set(ownTexts.map(each => each.file));
  const ownIgnores = ignores.filter(each => own.has(each.range.file));
  const unused = ownIgnores.flatMap(ignore =>
    (ignore.codes ?? [undefined])
      .filter(code => !used.has(keyOf(ignore, code)))
      .map(code => ({
        at: ignore.range,
        message: `there is ${code === undefined ? 'nothing' : `no ${code}`} to ignore here`,
        hint: 'remove the comment, so that it does not hide a mistake to come',
      })),
  );
  return { findings: left, faulty, unused };
}

function keyOf({ range }: Ignore, code: string | undefined): string {
  return `${range.file}:${range.line}:${range.column} ${code ?? ''}`;
}

function covers(ignore: Ignore, { code, range }: Finding, mainFile: string | undefined): boolean {
  if (ignore.codes && !ignore.codes.includes(code)) return false;
  if ((range?.file ?? mainFile) !== ignore.range.file) return false;
  return ignore.line === undefined || ignore.line === range?.line;
}

/** What follows `--` is the reason, for people. */
const grammar = /^#+\s*lint-ignore(-file)?(?![\w-])\s*(?::\s*(.*?))?\s*(?:\s--\s.*)?$/;

function ignoresIn(text: SourceText, known: ReadonlySet<string>, faulty: Report[]): Ignore[] {
  const alone = new Set(text.comments.filter(each => each.alone).map(each => each.range.line));
  return text.comments.flatMap((comment): Ignore[] => {
    const { range } = comment;
    if (!/^#+\s*lint-ignore/.test(comment.text)) return [];
    const fault = (message: string, hint: string): [] => {
      faulty.push({ at: range, message, hint });
      return [];
    };
    const match = grammar.exec(comment.text);
    if (!match) return fault('this is no comment that lint understands', 'write `# lint-ignore: LXCC1201`');
    const codes = match[2]?.split(/[\s,]+/).filter(each => each !== '');
    const strange = codes?.find(each => !known.has(each));
    if (strange !== undefined) return fault(`"${strange}" is no rule`, 'docs/lint.md has all rules');
    if (codes?.length === 0) return fault('no rule is named', 'write one after the colon');
    if (match[1] === undefined) {
      let line = range.line;
      if (comment.alone) while (alone.has(line)) line += 1;
      return [{ range, line, ...(codes && { codes }) }];
    }
    if (!codes) return fault('a whole file is ignored by rules', 'write `# lint-ignore-file: LXCC1201`');
    if (!comment.inHead) return fault('this comes too late', 'write it before the first key');
    return [{ range, codes }];
  });
}
