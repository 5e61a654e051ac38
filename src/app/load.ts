/** The spec as a project, through the cache of compiled projects. */

import { debootstrapTree } from '../model/debootstrap.js';
import { type ExitCode, Problem } from '../model/problem.js';
import type { Project } from '../model/project.js';
import { cachedLoad } from '../spec/cache.js';
import type { Diagnostic } from '../spec/diagnostic.js';
import { cacheBase, stateBase } from '../store/directories.js';
import { version } from '../version.js';
import type { Invocation } from './contract.js';

/** Every mistake of a spec at once, with the texts to show the lines from. */
export class InvalidSpec extends Problem {
  readonly diagnostics: Diagnostic[];
  readonly sources: Map<string, string>;

  constructor(exitCode: ExitCode, diagnostics: Diagnostic[], sources: Map<string, string>) {
    super(diagnostics[0]?.message ?? 'the spec is not valid', { exitCode });
    this.diagnostics = diagnostics;
    this.sources = sources;
  }
}

export interface Loaded {
  project: Project;
  warnings: string[];
  /** The same text is the same project. */
  compiled?: string;
}

/** @throws InvalidSpec with exit code 65, or 66 when there is no spec */
export async function load(invocation: Invocation): Promise<Loaded> {
  const finish = invocation.trace.begin('load the spec', 'app');
  const result = await cachedLoad(invocation, cacheBase(), version);
  finish();
  if (!result.ok) throw new InvalidSpec(result.exitCode, result.diagnostics, result.sources);
  const { warnings, compiled } = result;
  return {
    project: withTrees(result.project),
    warnings: warnings.map(warning => warning.message),
    ...(compiled !== undefined && { compiled }),
  };
}

/** Where the trees that debootstrap makes are, which the spec cannot know. */
function withTrees(project: Project): Project {
  if (!project.containers.some(each => each.rootfs.debootstrap)) return project;
  const containers = project.containers.map(each => {
    const { rootfs } = each;
    if (!rootfs.debootstrap) return each;
    return { ...each, rootfs: { ...rootfs, path: debootstrapTree(stateBase(), rootfs.debootstrap) } };
  });
  return { ...project, containers };
}
