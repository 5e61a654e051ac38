/** A spec from what runs on the host. Nothing on the host is changed by it. */
import { ExitCode, Problem } from '../model/problem.js';
import { GrammarError } from '../spec/values/grammar-error.js';
import { parseProjectName } from '../spec/values/names.js';
import { adoptHost } from './adopt-host.js';
import { adoptProject } from './adopt-project.js';
import type { AdoptedSpec, AdoptOptions, Invocation } from './contract.js';
import { projects } from './projects.js';

/**
 * One spec describes one project: the named one if it is ours, else everything that is not ours.
 * @throws Problem (64) for a name that no project can have, (4) for one that is taken
 */
export async function adopt(invocation: Invocation, options: AdoptOptions): Promise<AdoptedSpec> {
  const { projectName } = invocation;
  checkName(projectName);
  const own = await projects();
  const isOwn = own.some(each => each.name === projectName);
  if (projectName !== undefined && isOwn && !options.fromHost) return adoptProject(invocation, projectName);
  if (isOwn) {
    throw new Problem(`there is a project ${projectName} on this host already`, {
      exitCode: ExitCode.refused,
      remedy: `Give another name with -p, or leave out --from-host to have the spec of ${projectName}.`,
    });
  }
  const adopted = await adoptHost(invocation, options, own);
  const others = own.map(
    ({ name, running, file }) =>
      `project ${name}: ${running} running${file === null ? '' : `, ${file}`}, not in this spec (lxc-compose adopt -p ${name})`,
  );
  return { ...adopted, found: [...adopted.found, ...others] };
}

function checkName(name: string | undefined): void {
  if (name === undefined) return;
  try {
    parseProjectName(name);
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error;
    throw new Problem(`"${name}" ${error.message}`, { exitCode: ExitCode.usage });
  }
}
