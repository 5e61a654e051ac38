/** Why a thing is as it is, or is to be changed: what the spec asks, what the kernel has, what was applied, what would be done. */
import type { Operation } from '../model/operation.js';
import { positionOf } from '../model/positions.js';
import { ExitCode, Problem } from '../model/problem.js';
import type { Resource } from '../model/resource.js';
import { desireAll } from '../reconcile/desire.js';
import { projectDirectories } from '../store/directories.js';
import { readHistory } from '../store/history.js';
import type { Explanation, Invocation } from './contract.js';
import { planWithReasons } from './plan.js';

/**
 * @param path of a resource or of one of its attributes: `containers.web.limits.memory`, `networks.br0`; the first word may be left out
 * @throws Problem (64) when neither the spec nor the host has it
 */
export async function explain(invocation: Invocation, path: string): Promise<Explanation[]> {
  const { project, plan, observed, lastApplied } = await planWithReasons(invocation, {
    containers: [],
    removeOrphans: true,
  });
  const wanted = new Map(desireAll(project).map(each => [each.id, each]));
  const actual = new Map(observed.map(each => [each.id, each]));
  const ids = [...new Set([...wanted.keys(), ...actual.keys()])];
  const chosen = [path, `containers.${path}`, `networks.${path}`]
    .map(each => pick(each, ids, id => ({ ...actual.get(id)?.attributes, ...wanted.get(id)?.attributes })))
    .find(each => each.length > 0);
  if (!chosen) {
    throw new Problem(`there is nothing at ${path}`, {
      exitCode: ExitCode.usage,
      remedy: 'Paths are those of `lxc-compose plan`, such as containers.web.limits.memory.',
    });
  }
  const history = readHistory(projectDirectories(project.name).state);
  return chosen.map(({ id, attribute }) => {
    const full = `${id}.${attribute}`;
    const operation = operationOn(plan.operations, id, full);
    const change = operation?.changes.find(each => each.path === full);
    const position = positionOf(project, full);
    return {
      path: full,
      wanted: value(wanted.get(id), attribute),
      actual: value(actual.get(id), attribute),
      applied: secret(attribute) ? null : ((lastApplied[id]?.[attribute] ?? null) as Explanation['applied']),
      entry: history.findLast(each => each.result === 'applied' && touches(each.operations, id))?.id ?? null,
      ...(position && { position }),
      ...(change?.kernel !== undefined && { kernel: change.kernel }),
      operation: change && operation ? `${operation.action}, ${change.disruption}` : null,
      drift: change?.drift === true,
    };
  });
}

/** All attributes of the resources at and below the path, or the one attribute that it names. */
function pick(
  path: string,
  ids: readonly string[],
  attributesOf: (id: string) => object,
): { id: string; attribute: string }[] {
  const owner = ids
    .filter(id => path.startsWith(`${id}.`))
    .sort((left, right) => right.length - left.length)[0];
  if (owner !== undefined) {
    const attribute = path.slice(owner.length + 1);
    const names = Object.keys(attributesOf(owner));
    const named = names.filter(each => each === attribute || each.startsWith(`${attribute}.`));
    if (named.length > 0) return named.map(each => ({ id: owner, attribute: each }));
  }
  return ids
    .filter(id => id === path || id.startsWith(`${path}.`))
    .flatMap(id => Object.keys(attributesOf(id)).map(attribute => ({ id, attribute })));
}

/** What is made with its container is told of that. */
function operationOn(operations: readonly Operation[], id: string, path: string): Operation | undefined {
  return operations.find(
    each =>
      each.changes.some(change => change.path === path) ||
      (each.resource === id && each.changes.length === 0),
  );
}

function touches(operations: readonly { resource: string; changed: string[] }[], id: string): boolean {
  return operations.some(
    each =>
      id === each.resource ||
      id.startsWith(`${each.resource}.`) ||
      each.changed.some(path => path.startsWith(`${id}.`)),
  );
}

/** The digest of a short secret would tell it to who can guess. */
const secret = (attribute: string) => attribute === 'content';

function value(resource: Resource | undefined, attribute: string): Explanation['wanted'] {
  const found = resource?.attributes[attribute];
  if (found === undefined) return null;
  return secret(attribute) ? '(content)' : found;
}
