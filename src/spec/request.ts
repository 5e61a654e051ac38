/** What loading takes and gives. */
import type { ExitCode } from '../model/problem.js';
import type { Project } from '../model/project.js';
import type { Diagnostic } from './diagnostic.js';

export interface LoadRequest {
  /** -f, in order; empty = discovery from workingDirectory upwards. `-` = standard input. */
  files: string[];
  projectName?: string;
  projectDirectory?: string;
  profiles: string[];
  /** --env-file; null = `.env` in the project directory when it is there. */
  envFiles: string[] | null;
  environment: Record<string, string | undefined>;
  workingDirectory: string;
  /** --host-overlay: the name of this host; `lxc-compose.<name>.yaml` beside the found spec is laid over it. */
  hostOverlay?: string;
  /** --scale: instances by container, in place of what the spec says. */
  scale?: Record<string, number>;
  /** The text of `-`; absent: it is read from descriptor 0. */
  standardInput?: string;
}

export type LoadResult =
  | {
      ok: true;
      project: Project;
      warnings: Diagnostic[];
      /** From the cache: the same text is the same project. */
      compiled?: string;
    }
  | {
      ok: false;
      /** 65 (spec invalid) or 66 (no spec file). */
      exitCode: ExitCode;
      /** All of them, causes before consequences; warnings too. */
      diagnostics: Diagnostic[];
      /** Texts of the files that diagnostics point into. */
      sources: Map<string, string>;
    };
