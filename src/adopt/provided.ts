/** Configs and secrets: what a container has of them, and where the record says that their content comes from. */
import type { Provided } from '../model/provided.js';
import type { Resource } from '../model/resource.js';
import { literal } from '../spec/print/literal.js';
import type { YamlValue } from '../spec/print/yaml.js';
import { ofKind } from './attributes.js';

/** The project's, from its record. */
export interface KnownSources {
  configs: readonly Provided[];
  secrets: readonly Provided[];
}

type Kind = keyof KnownSources;

export function describeSource({ from }: Provided): YamlValue {
  return Object.fromEntries(Object.entries(from).map(([key, value]) => [key, literal(String(value))]));
}

/** The files that a container was given, with those left out whose source nobody knows. */
export function describeGrants(
  kind: Kind,
  container: string,
  resources: readonly Resource[],
  known: KnownSources,
): { grants: YamlValue[]; unknown: string[] } {
  const prefix = `containers.${container}.${kind}.`;
  const found = ofKind(resources, 'mount', container).filter(each => each.id.startsWith(prefix));
  const names = new Set(known[kind].map(each => each.name));
  const isKnown = ({ attributes }: Resource) => names.has(String(attributes['source']));
  return {
    grants: found.filter(isKnown).map(({ id, attributes }) => ({
      source: String(attributes['source']),
      target: literal(id.slice(prefix.length)),
      uid: attributes['uid'] as number,
      gid: attributes['gid'] as number,
      mode: String(attributes['mode']),
    })),
    unknown: found.filter(each => !isKnown(each)).map(each => each.id),
  };
}
