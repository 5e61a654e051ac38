/** YAML text to a tree with places, within bounds: a hostile file costs neither seconds nor gigabytes. */
import { type Document, LineCounter, parseDocument, type YAMLError, type YAMLWarning } from 'yaml';
import { ExitCode } from '../../model/problem.js';
import { type Diagnostic, SpecFailure } from '../diagnostic.js';
import type { SpecNode } from '../node.js';
import { buildTree } from './tree.js';

/** Larger than any sensible file: 1,000 containers of ten lines have 300 KiB. */
const maximumFileSize = 4 * 1024 * 1024;
/** Every entry has a line or a comma of its own, so this bounds the parser's work before it begins. */
const maximumEntries = 200_000;
/** Far above the depth that is allowed, because brackets in texts count as well; the parser recurses over each. */
const maximumOpenBrackets = 1000;
const [newline, comma, openBracket, closeBracket, openBrace, closeBrace] = [10, 44, 91, 93, 123, 125];

/**
 * @param file the name used in places
 * @throws SpecFailure with all syntax errors
 */
export function parseSpec(text: string, file: string): SpecNode {
  refuseHugeText(text, file);
  const lines = new LineCounter();
  let document: ReturnType<typeof parseDocument>;
  try {
    document = parseDocument(text, {
      version: '1.2',
      stringKeys: true,
      // Its check is quadratic in the number of keys; buildTree does it and knows both lines.
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'error',
      lineCounter: lines,
    });
  } catch (error) {
    if (error instanceof RangeError) throw tooDeep(file);
    throw error;
  }
  // Unknown tags are only warnings to the parser, but `!!python/object` is never what a spec means.
  const faults = [...document.errors, ...document.warnings].filter(each => !isMergeTag(each));
  if (faults.length > 0) {
    const diagnostics = faults.slice(0, 20).map(fault => describe(fault, lines, file));
    throw new SpecFailure(diagnostics, ExitCode.invalidSpec);
  }
  return buildTree(document as Document.Parsed, lines, file);
}

/** Ours are not in the parser's schema: they say how to merge, not what the value is. */
function isMergeTag({ code, message }: YAMLError | YAMLWarning): boolean {
  return code === 'TAG_RESOLVE_FAILED' && /^Unresolved tag: !(reset|override)\b/.test(message);
}

function refuseHugeText(text: string, file: string): void {
  const range = { file, line: 1, column: 1 };
  if (text.length > maximumFileSize) {
    throw failure({ code: 'too-large', severity: 'error', message: 'the file is larger than 4 MiB', range });
  }
  let entries = 0;
  let open = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === newline || code === comma) entries += 1;
    else if (code === openBracket || code === openBrace) open += 1;
    else if (code === closeBracket || code === closeBrace) open -= 1;
    if (open > maximumOpenBrackets) throw tooDeep(file);
  }
  if (entries > maximumEntries) {
    const message = 'the file has more than 200,000 lines and list items';
    throw failure({ code: 'too-large', severity: 'error', message, range });
  }
}

function tooDeep(file: string): SpecFailure {
  return failure({
    code: 'too-large',
    severity: 'error',
    message: 'the file is nested deeper than 64 levels',
    range: { file, line: 1, column: 1 },
  });
}

function failure(diagnostic: Diagnostic): SpecFailure {
  return new SpecFailure([diagnostic], ExitCode.invalidSpec);
}

function describe(fault: YAMLError, lines: LineCounter, file: string): Diagnostic {
  const start = lines.linePos(fault.pos[0]);
  const end = lines.linePos(fault.pos[1]);
  const range = { file, line: Math.max(1, start.line), column: Math.max(1, start.col) };
  if ((fault.code as string) === 'RESOURCE_EXHAUSTION') return tooDeep(file).diagnostics[0]!;
  const open = /\bend with a ([\]}])/.exec(fault.message);
  const explained: Explanation = open
    ? { message: `"${open[1]}" is missing before this place` }
    : (explanations[fault.code] ?? {});
  return {
    code: 'syntax',
    severity: 'error',
    message: explained.message ?? lowerFirst(fault.message.split('\n')[0]!),
    range: end.line === start.line ? { ...range, endColumn: end.col } : range,
    ...(explained.hint && { hint: explained.hint }),
  };
}

interface Explanation {
  message?: string;
  hint?: string;
}

const explanations: Partial<Record<string, Explanation>> = {
  TAB_AS_INDENT: { message: 'a tab is used to indent', hint: 'indent with spaces' },
  MULTIPLE_DOCS: { message: 'the file holds a second document', hint: 'remove the line `---`' },
  TAG_RESOLVE_FAILED: { hint: 'remove the tag, or quote the text' },
  BAD_ALIAS: { hint: 'an anchor `&name` must stand before the alias `*name`' },
  MISSING_CHAR: { hint: 'check quotation marks, brackets and colons near this place' },
  BAD_INDENT: { hint: 'keys of one mapping must start in the same column' },
  NON_STRING_KEY: { message: 'a key is not a text', hint: 'quote the key' },
};

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
