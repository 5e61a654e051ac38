import type { YamlValue } from './yaml.js';

/** Without what is undefined, an empty list or an empty mapping: what is not said needs no line. */
export function defined(entries: Record<string, YamlValue | undefined>): Record<string, YamlValue> {
  return Object.fromEntries(
    Object.entries(entries).filter((entry): entry is [string, YamlValue] => {
      const [, value] = entry;
      if (value === undefined || value === null) return false;
      return typeof value !== 'object' || Object.keys(value).length > 0;
    }),
  );
}
