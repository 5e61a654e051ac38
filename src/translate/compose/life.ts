/** The life of a service: what it waits for, and what happens when it ends. */
import { quote } from '../../spec/diagnostic.js';
import type { Rules } from '../rules.js';
import { childOf, type Draft, entriesOf, listOf, plain, textOf, textsOf } from '../tree.js';
import { isHealthchecked, networksOf } from './attachments.js';
import type { ServiceTarget } from './target.js';

export const lifeRules: Rules<ServiceTarget> = {
  restart({ value }, { draft }) {
    // `restart: no` is a text in YAML 1.2; files written for YAML 1.1 mean the same with false.
    const text = textOf(value);
    draft['restart'] ??= text === 'false' ? 'no' : (text ?? 'no');
  },
  // Both are read together: a link is a dependency as well.
  depends_on: () => {},
  links: () => {},
  extends({ key, at, value }, { draft, remarks }) {
    draft[key] = plain(value);
    const file = textOf(childOf(value, 'file'));
    if (file !== undefined)
      remarks.add(at, `${quote(file)} is a file of Docker Compose`, 'import it as well');
  },
};

/** `depends_on`, with what `links` asks for: Docker Compose starts the other end of a link first. */
export function depend(target: ServiceTarget): void {
  const { node, draft, file } = target;
  const dependencies = new Map<string, Draft>();
  const given = childOf(node, 'depends_on');
  if (given?.kind === 'mapping') {
    for (const { key, value } of entriesOf(given))
      dependencies.set(nameOf(key, target), condition(key, value, target));
  } else for (const key of textsOf(given)) dependencies.set(nameOf(key, target), {});
  for (const link of listOf(childOf(node, 'links'))) {
    const [service = ''] = (textOf(link) ?? '').split(':');
    const other = childOf(childOf(file.root, 'services'), service);
    const name = nameOf(service, target);
    if (name === target.name) continue;
    dependencies.set(name, dependencies.get(name) ?? {});
    if (!other || networksOf(other).some(each => networksOf(node).includes(each))) continue;
    target.remarks.add(
      link.range,
      `${quote(service)} is on no network of ${target.name}`,
      'let both join one network',
    );
  }
  if (dependencies.size === 0) return;
  const bare = [...dependencies.values()].every(each => Object.keys(each).length === 0);
  draft['depends_on'] = bare
    ? [...dependencies.keys()]
    : Object.fromEntries([...dependencies].map(([name, each]) => [name, { condition: 'started', ...each }]));
}

function nameOf(service: string, { file }: ServiceTarget): string {
  return file.services.get(service) ?? service;
}

const shortConditions: Record<string, string> = {
  service_started: 'started',
  service_healthy: 'healthy',
  service_completed_successfully: 'completed',
};

function condition(
  service: string,
  node: Parameters<typeof entriesOf>[0],
  { file, remarks }: ServiceTarget,
): Draft {
  const result: Draft = {};
  for (const { key, at, value } of entriesOf(node)) {
    const text = textOf(value) ?? '';
    if (key === 'condition') {
      const name = shortConditions[text] ?? text;
      const other = childOf(childOf(file.root, 'services'), service);
      if (name === 'healthy' && other && !isHealthchecked(other) && !childOf(other, 'extends')) {
        const message = `${quote(service)} has its healthcheck in the image: only its start is waited for`;
        remarks.add(at, message, `write a \`healthcheck\` there and \`condition: healthy\` here`);
        result['condition'] = 'started';
      } else result['condition'] = name;
    } else if (key === 'required') result['required'] = plain(value);
    else if (key === 'restart') {
      remarks.add(at, '"restart" of a dependency is left out: nothing restarts because another does');
    } else remarks.add(at, `${quote(key)} is not a key of a dependency: left out`);
  }
  return result;
}
