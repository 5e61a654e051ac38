/** Checks across parts of the project. Each says which two lines disagree. */
import type { Project } from '../../model/project.js';
import type { Findings } from '../findings.js';
import type { Instance } from '../normalize/instances.js';
import type { PlacedLink } from '../normalize/link.js';
import { checkAddresses } from './addresses.js';
import { checkCycles } from './cycles.js';
import { checkInterfaces } from './interfaces.js';
import { checkNamespaces } from './namespaces.js';
import { checkPools } from './pools.js';
import { checkPorts } from './ports.js';
import { checkScale } from './scale.js';
import { checkTwins } from './twins.js';

export function checkProject(
  project: Project,
  instances: readonly Instance[],
  links: readonly PlacedLink[],
  findings: Findings,
): void {
  checkTwins(project, findings);
  checkPools(project, findings);
  checkAddresses(project, instances, findings);
  checkInterfaces(project, instances, links, findings);
  checkNamespaces(instances, findings);
  checkPorts(instances, findings);
  checkScale(instances, findings);
  checkCycles(instances, findings);
}
