/** What adopting gives: keys of a spec, where each of them was taken from, and what could not be said. */
import type { YamlValue } from '../spec/print/yaml.js';

export interface Adopted {
  networks: Record<string, YamlValue>;
  links: YamlValue[];
  containers: Record<string, YamlValue>;
  volumes: Record<string, YamlValue>;
  configs: Record<string, YamlValue>;
  secrets: Record<string, YamlValue>;
  /** Where each member was taken from, by its path (`containers.web`): lines of comment above it. */
  comments: Record<string, string[]>;
  /** Sentences without full stop: what was found, and what the spec has no words for. */
  remarks: string[];
}

/** Nothing yet. */
export function nothingAdopted(): Adopted {
  return {
    networks: {},
    links: [],
    containers: {},
    volumes: {},
    configs: {},
    secrets: {},
    comments: {},
    remarks: [],
  };
}
