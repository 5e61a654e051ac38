/** The plan's operations and what waits for what, as Graphviz's dot, as Mermaid and as JSON. */
import type { Operation, Plan } from '../../model/operation.js';
import type { Disruption } from '../../model/resource.js';
import { escapeText } from '../escape.js';

const colours: Record<Disruption, string> = {
  create: '#2da44e',
  live: '#bf8700',
  restart: '#bc4c00',
  recreate: '#cf222e',
  destroy: '#cf222e',
};

/** Ends with a newline. Nodes are operations; an edge goes from what must have succeeded to what waits for it. */
export function renderPlanGraph(plan: Plan, kind: 'dot' | 'mermaid' | 'json'): string {
  const known = new Set(plan.operations.map(each => each.id));
  const edges = plan.operations.flatMap(({ id, dependsOn }) =>
    dependsOn.filter(each => known.has(each)).map((each): [string, string] => [each, id]),
  );
  if (kind === 'dot') return dot(plan, edges);
  if (kind === 'mermaid') return mermaid(plan, edges);
  const nodes = plan.operations.map(({ id, action, kind: of, resource, disruption }) => ({
    id,
    action,
    kind: of,
    resource,
    disruption,
  }));
  const graph = { schema: 'lxc-compose/plan-graph/v1', project: plan.project, nodes, edges };
  return `${JSON.stringify(graph, null, 2)}\n`;
}

function dot({ project, operations }: Plan, edges: [string, string][]): string {
  const quoted = (text: string) => `"${escapeText(text).replace(/["\\]/g, '\\$&')}"`;
  return [
    `digraph ${quoted(project)} {`,
    '  rankdir=LR;',
    '  node [shape=box, fontname="sans-serif"];',
    ...operations.map(({ id, disruption }) => `  ${quoted(id)} [color="${colours[disruption]}"];`),
    ...edges.map(([from, to]) => `  ${quoted(from)} -> ${quoted(to)};`),
    '}',
    '',
  ].join('\n');
}

function mermaid({ operations }: Plan, edges: [string, string][]): string {
  const names = new Map(operations.map((operation, index) => [operation.id, `o${index}`]));
  // Entities in place of characters that end a label.
  const label = (text: string) => escapeText(text).replace(/[#"<>&;]/g, each => `#${each.charCodeAt(0)};`);
  const classes = [...new Set(operations.map(each => each.disruption))];
  const named = (operation: Operation) =>
    `  ${names.get(operation.id)}["${label(operation.id)}"]:::${operation.disruption}`;
  return [
    'flowchart LR',
    ...operations.map(named),
    ...edges.map(([from, to]) => `  ${names.get(from)} --> ${names.get(to)}`),
    ...classes.map(each => `  classDef ${each} stroke:${colours[each]}`),
    '',
  ].join('\n');
}
