/** Dependencies that are not waited for as they look, or for ever. */
import type { Container, Dependency } from '../../model/project.js';
import type { Report, Rule, View } from '../rule.js';
import { servicesOf } from '../services.js';

interface Edge {
  from: Container;
  on: Container;
  dependency: Dependency;
  at: string;
}

/** Each pair of containers of the spec once. */
function edges({ project }: View): Edge[] {
  const byName = new Map(project.containers.map(each => [each.name, each]));
  return servicesOf(project).flatMap(from => {
    const seen = new Set<string>();
    return from.dependsOn.flatMap((dependency): Edge[] => {
      const on = byName.get(dependency.container);
      if (!on || seen.has(on.service)) return [];
      seen.add(on.service);
      return [{ from, on, dependency, at: `containers.${from.service}.depends_on.${on.service}` }];
    });
  });
}

export const dependencyWithoutHealth: Rule = {
  code: 'LXCC1303',
  name: 'dependency-without-healthcheck',
  level: 'info',
  summary:
    'a dependency on a container without health check: it is waited for until it is started, not until it works',
  *check(view: View): Generator<Report> {
    for (const { from, on, dependency, at } of edges(view)) {
      if (dependency.condition !== 'started' || on.healthcheck) continue;
      yield {
        at,
        message: `"${from.service}" starts when "${on.service}" has started, which has no health check that tells when it works`,
        hint: `give "${on.service}" a \`healthcheck\`, and the dependency the condition healthy`,
      };
    }
  },
};

export const dependencyIgnoresHealth: Rule = {
  code: 'LXCC1304',
  name: 'dependency-ignores-healthcheck',
  level: 'warning',
  summary: 'a dependency on a container that has a health check, with the condition `started`',
  *check(view: View): Generator<Report> {
    for (const { from, on, dependency, at } of edges(view)) {
      if (dependency.condition !== 'started' || !on.healthcheck) continue;
      yield {
        at,
        message: `"${from.service}" does not wait for the health check of "${on.service}"`,
        hint: `write \`depends_on: {${on.service}: {condition: healthy}}\``,
        related: { message: 'the health check stands', at: `containers.${on.service}.healthcheck` },
      };
    }
  },
};

export const neverCompletes: Rule = {
  code: 'LXCC1305',
  name: 'never-completes',
  level: 'error',
  summary: 'a dependency with the condition `completed` on a container that is restarted whenever it ends',
  *check(view: View): Generator<Report> {
    for (const { from, on, dependency, at } of edges(view)) {
      const { policy } = on.restart;
      if (dependency.condition !== 'completed' || (policy !== 'always' && policy !== 'unless-stopped'))
        continue;
      yield {
        at,
        message: `"${from.service}" waits until "${on.service}" has completed, which is restarted whenever it ends (restart: ${policy})`,
        hint: `give "${on.service}" \`restart: on-failure\``,
        related: { message: '`restart` stands', at: `containers.${on.service}.restart` },
      };
    }
  },
};
