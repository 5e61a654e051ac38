/** The whole project: raw to normalised, then the checks that look at several parts at once. */
import type { Position, Project, Volume } from '../../model/project.js';
import type { Provided } from '../../model/provided.js';
import { checkProject } from '../checks/checks.js';
import { quote } from '../diagnostic.js';
import type { Path } from '../node.js';
import type { RawContainer, RawProject } from '../raw.js';
import { suggestion } from '../suggest.js';
import { GrammarError } from '../values/grammar-error.js';
import { parseContainerName, parseVolumeName } from '../values/names.js';
import { completeAllowances } from './allowances.js';
import { normalizeService, type Service } from './container.js';
import { type Context, entriesOf, placeAs } from './context.js';
import { normalizeProjectHooks } from './hooks.js';
import { instantiate, summaryOf } from './instances.js';
import { normalizeLinks } from './link.js';
import { normalizeNetwork } from './network.js';
import { normalizeLabels } from './pairs.js';
import { normalizeProvided, type ProvidedByName } from './provided.js';

/** @param name the project's name, already decided and valid */
export function normalize(raw: RawProject, name: string, files: string[], context: Context): Project {
  const networks = new Map(
    entriesOf(raw.networks, ['networks']).map(([key, each]) => [key, normalizeNetwork(key, each, context)]),
  );
  const volumes = new Map(
    entriesOf(raw.volumes, ['volumes']).map(([key, each, path]) => {
      checkName(key, path, parseVolumeName, context);
      const labels = normalizeLabels(each?.labels, [...path, 'labels'], context);
      return [key, { name: key, external: each?.external ?? false, labels } satisfies Volume];
    }),
  );
  const provided = {
    configs: normalizeProvided(raw.configs, 'configs', context),
    secrets: normalizeProvided(raw.secrets, 'secrets', context),
  };
  const services = containersOf(raw, context).map(([key, each, path]): Service => {
    checkName(key, path, parseContainerName, context);
    return normalizeService(key, each, path, networks, volumes, provided, context);
  });
  const hooks = normalizeProjectHooks(raw.hooks, context);
  checkScale(services, context);
  const instances = instantiate(services, context);
  completeAllowances(networks.values(), raw.networks, instances, context);
  const links = normalizeLinks(raw.links, services, instances, context);
  const project: Project = {
    name,
    directory: context.directory,
    files,
    networks: [...networks.values()],
    links: links.map(({ path: _path, ...link }) => link),
    containers: instances.map(each => each.container),
    volumes: [...volumes.values()],
    ...(hooks && { hooks }),
    services: services.map(each => summaryOf(each, context.activeProfiles)),
    configs: withoutSizes(provided.configs),
    secrets: withoutSizes(provided.secrets),
    positions: context.positions as Record<string, Position>,
  };
  checkProject(project, instances, links, context.findings);
  return project;
}

function withoutSizes(provided: ProvidedByName): Provided[] {
  return [...provided.values()].map(({ size: _size, ...each }) => each);
}

function containersOf(raw: RawProject, context: Context): [string, RawContainer | null, Path][] {
  if (raw.containers !== undefined && raw.services !== undefined) {
    context.findings.error(
      'contradiction',
      ['services'],
      '`services` is another name for `containers`: a file uses one of them',
      {
        related: { message: '`containers` stands', path: ['containers'] },
        atKey: true,
      },
    );
  }
  const key = raw.containers === undefined ? 'services' : 'containers';
  const entries = entriesOf(raw[key], [key]);
  if (entries.length === 0 && raw[key] == null && !context.findings.failed) {
    context.findings.warning([], 'the file has no containers');
  }
  placeAs(context, ['containers'], [key]);
  return entries;
}

/** No line of the spec is to blame for a name that was typed. */
function checkScale(services: readonly Service[], { scale, findings }: Context): void {
  const names = services.map(each => each.name);
  for (const wanted of Object.keys(scale).filter(each => !names.includes(each))) {
    const message = `there is no container ${quote(wanted)} to scale${suggestion(wanted, names)}`;
    findings.diagnostics.push({ code: 'unknown-reference', severity: 'error', message });
  }
}

function checkName(name: string, path: Path, parse: (text: string) => string, { findings }: Context): void {
  try {
    parse(name);
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error;
    findings.error('invalid-name', path, `"${name}" ${error.message}`, {
      atKey: true,
      ...(error.hint !== undefined && { hint: error.hint }),
    });
  }
}
