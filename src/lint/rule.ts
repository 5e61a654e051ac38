/** What a rule is, and what it is shown of a project. */
import type { Project } from '../model/project.js';
import type { SourceRange } from '../spec/diagnostic.js';
import type { Level } from './finding.js';
import type { SourceText } from './source-text.js';

/** A project as the rules see it: what the spec means, and how it is written. */
export interface View {
  project: Project;
  /** By file name. */
  texts: ReadonlyMap<string, SourceText>;
  /** Those of them that belong to this project alone. What a file that is only extended from holds, others may use. */
  ownTexts: readonly SourceText[];
  /** Profiles that the user asked for. */
  profiles: readonly string[];
  /** The place of a spec path, or of its nearest parent that was written. */
  place(path: string): SourceRange | undefined;
}

/** What a rule says, before its code and level are put to it. */
export interface Report {
  /** A spec path such as `containers.web.privileged`, or a place. */
  at: string | SourceRange | undefined;
  message: string;
  hint?: string;
  related?: { message: string; at: string };
}

export interface Rule {
  /** Stable: it stands in people's files. */
  code: string;
  name: string;
  level: Level;
  /** One line of docs/lint.md. */
  summary: string;
  /** True when another profile can make it untrue: it counts only when it is found whatever profiles are active. */
  inEveryView?: true;
  check(view: View): Iterable<Report>;
}
