/** Reading observed attributes in the types that the spec has. */
import type { Attributes, Resource } from '../model/resource.js';

export function listIn(attributes: Attributes, name: string): string[] {
  const value = attributes[name];
  return Array.isArray(value) ? [...(value as readonly string[])] : [];
}

export function textIn(attributes: Attributes, name: string): string | null {
  const value = attributes[name];
  return typeof value === 'string' ? value : null;
}

/** Attributes below a prefix, by what follows it. */
export function below(attributes: Attributes, prefix: string): [string, Attributes[string]][] {
  return Object.entries(attributes).flatMap(([name, value]) =>
    name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
  );
}

export function ofKind(
  resources: readonly Resource[],
  kind: Resource['kind'],
  container?: string,
): Resource[] {
  return resources.filter(
    each => each.kind === kind && (container === undefined || each.container === container),
  );
}
