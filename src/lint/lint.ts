/** From a project and its texts to findings: every rule on every view, then what the user wants ignored. */
import type { Project } from '../model/project.js';
import { positionOf } from '../model/project.js';
import type { Diagnostic, SourceRange } from '../spec/diagnostic.js';
import { type Finding, levels } from './finding.js';
import { applyIgnores } from './ignore.js';
import type { Report, Rule, View } from './rule.js';
import { ignoreFaulty, ignoreUnused, loaderRemark, rules } from './rules.js';
import { readSourceText, type SourceText } from './source-text.js';

export interface LintInput {
  /** The project with all profiles at once; where they exclude each other, one project for each. Never empty. */
  views: readonly Project[];
  /** What the loader warned of. */
  remarks: readonly Diagnostic[];
  /** Every file of the spec by the name that positions have. */
  texts: ReadonlyMap<string, string>;
  /** Profiles that the user asked for. */
  profiles: readonly string[];
}

/** Findings of all levels, by place. Pure. */
export function lint({ views, remarks, texts, profiles }: LintInput): Finding[] {
  const sources = new Map([...texts].map(([file, text]) => [file, readSourceText(file, text)]));
  const found = rules.flatMap(rule => {
    const each = views.map(project => check(rule, viewOf(project, sources, profiles)));
    const [first, ...others] = each as [Finding[], ...Finding[][]];
    if (!rule.inEveryView) return each.flat();
    return first.filter(finding =>
      others.every(other => other.some(twin => placeKey(twin) === placeKey(finding))),
    );
  });
  const mainFile = views[0]?.files[0];
  const all = merge([...found, ...remarksOf(remarks, found)]);
  const known = new Set([...rules, loaderRemark].map(each => each.code));
  const view = viewOf(views[0]!, sources, profiles);
  const { findings, faulty, unused } = applyIgnores(all, view, known, mainFile);
  return [
    ...findings,
    ...faulty.map(each => findingOf(ignoreFaulty, each, view)),
    ...unused.map(each => findingOf(ignoreUnused, each, view)),
  ].sort(byPlace);
}

function viewOf(project: Project, texts: ReadonlyMap<string, SourceText>, profiles: readonly string[]): View {
  const own = filesOf(project);
  return {
    project,
    texts,
    ownTexts: [...texts.values()].filter(each => own.has(each.file)),
    profiles,
    place: path => {
      const position = positionOf(project, path);
      if (!position) return undefined;
      const { file, line, column } = position;
      return texts.get(file)?.nodeAt(line, column)?.range ?? { file, line, column };
    },
  };
}

/** The files of the command line, and those that they include: these define things, extended ones only lend keys. */
function filesOf({ files, positions, ...project }: Project): Set<string> {
  const defined = [
    ...project.networks.map(each => `networks.${each.name}`),
    ...project.containers.map(each => `containers.${each.service}`),
    ...project.volumes.map(each => `volumes.${each.name}`),
  ].flatMap(path => positions[path]?.file ?? []);
  return new Set([...files, ...defined]);
}

function check(rule: Rule, view: View): Finding[] {
  return [...rule.check(view)].map(report => findingOf(rule, report, view));
}

function findingOf(rule: Omit<Rule, 'check'>, report: Report, view: View): Finding {
  const { code, name, level } = rule;
  const range = typeof report.at === 'string' ? view.place(report.at) : report.at;
  const finding: Finding = { code, name, level, message: report.message };
  if (range) finding.range = range;
  if (report.hint !== undefined) finding.hint = report.hint;
  const second = report.related && view.place(report.related.at);
  if (second)
    finding.related = { message: `${report.related!.message} on line ${second.line}`, range: second };
  return finding;
}

/** The loader's warnings, without those that a rule tells as well and better. */
function remarksOf(remarks: readonly Diagnostic[], found: readonly Finding[]): Finding[] {
  const { code, name, level } = loaderRemark;
  const told = new Set(found.filter(each => loaderRemark.toldBy.includes(each.code)).map(lineKey));
  return remarks
    .filter(remark => !told.has(lineKey(remark)))
    .map(({ message, range, hint, related }) => ({
      ...{ code, name, level, message },
      ...(range && { range }),
      ...(hint !== undefined && { hint }),
      ...(related && { related }),
    }));
}

function lineKey({ range }: { range?: SourceRange }): string {
  return range ? `${range.file}:${range.line}` : '';
}

function placeKey({ code, range, message }: Finding): string {
  return range ? `${code} ${range.file}:${range.line}:${range.column}` : `${code} ${message}`;
}

/** One line that many containers share (an anchor, a scaled container) is one finding. */
function merge(findings: readonly Finding[]): Finding[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = groups.get(placeKey(finding)) ?? [];
    if (!group.some(each => each.message === finding.message)) group.push(finding);
    groups.set(placeKey(finding), group);
  }
  return [...groups.values()].map(([first, ...others]) =>
    others.length === 0
      ? first!
      : { ...first!, message: `${first!.message} (and ${others.length} more by this line)` },
  );
}

function byPlace(left: Finding, right: Finding): number {
  return (
    compare(left.range?.file ?? '', right.range?.file ?? '') ||
    (left.range?.line ?? 0) - (right.range?.line ?? 0) ||
    (left.range?.column ?? 0) - (right.range?.column ?? 0) ||
    levels.indexOf(left.level) - levels.indexOf(right.level) ||
    compare(left.code, right.code) ||
    compare(left.message, right.message)
  );
}

/** By code points: the same order in every locale. */
function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
