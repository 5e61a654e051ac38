/** `depends_on` and `network_mode` by the names of the spec, before scaling gives instances. */
import type { DependencyCondition } from '../../model/project.js';
import type { Path } from '../node.js';
import type { RawContainer } from '../raw.js';
import { GrammarError } from '../values/grammar-error.js';
import { type Context, entriesOf, itemsOf, placeAs } from './context.js';

export interface ServiceDependency {
  service: string;
  condition: DependencyCondition;
  required: boolean;
  path: Path;
}

const conditions: Record<string, DependencyCondition> = {
  started: 'started',
  service_started: 'started',
  healthy: 'healthy',
  // Interfaces, addresses and routes are there before the program starts.
  network_ready: 'started',
  service_healthy: 'healthy',
  completed: 'completed',
  service_completed_successfully: 'completed',
};

export function dependenciesOf(raw: RawContainer, path: Path, context: Context): ServiceDependency[] {
  const at = [...path, 'depends_on'];
  if (!Array.isArray(raw.depends_on)) {
    return entriesOf(raw.depends_on, at).map(([service, each, place]) => ({
      service,
      condition: conditions[each?.condition ?? 'started']!,
      required: each?.required ?? true,
      path: place,
    }));
  }
  return [...itemsOf(raw.depends_on, at)].map(([service, place]) => {
    placeAs(context, [...at, service], place);
    return { service, condition: 'started', required: true, path: place };
  });
}

export type ServiceNetworkMode = { mode: 'private' | 'none' | 'host' } | { mode: 'container'; name: string };

export function networkModeOf(raw: RawContainer, path: Path, { findings }: Context): ServiceNetworkMode {
  const shared = raw.namespaces?.net === 'private' ? undefined : raw.namespaces?.net;
  const text = raw.network_mode ?? shared;
  const at = raw.network_mode === undefined ? [...path, 'namespaces', 'net'] : [...path, 'network_mode'];
  const mode = text === undefined ? undefined : findings.read(at, text, parseNetworkMode);
  if (!mode) return { mode: 'private' };
  for (const key of ['networks', 'ports'] as const) {
    if (raw[key] == null) continue;
    const message = `"${key}" and \`${raw.network_mode === undefined ? 'namespaces.net' : 'network_mode'}: ${text}\` contradict each other`;
    findings.error('contradiction', [...path, key], message, { atKey: true, hint: 'remove one of them' });
  }
  return mode;
}

function parseNetworkMode(text: string): ServiceNetworkMode {
  if (text === 'none' || text === 'host') return { mode: text };
  const match = /^(?:container|service):(.+)$/.exec(text);
  if (match) return { mode: 'container', name: match[1]! };
  throw new GrammarError(
    'is not a network mode',
    'write none, host or container:NAME; join bridges with `networks`',
  );
}
