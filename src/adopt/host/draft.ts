/** A spec that is put together from what was found, with everything that must be said about it. */
import type { YamlValue } from '../../spec/print/yaml.js';

export interface AdoptDraft {
  name: string;
  networks: Record<string, Record<string, YamlValue>>;
  links: AdoptedLink[];
  containers: Record<string, Record<string, YamlValue>>;
  /** Lines by `networks.NAME` and `containers.NAME`. */
  comments: Map<string, string[]>;
  /** A sentence for each thing that was found, and where it is in the spec. */
  found: string[];
  /** A sentence for each thing that the spec cannot say. */
  remarks: string[];
}

export interface AdoptedLink {
  endpoints: [string, string];
  /** The containers of the two ends. */
  containers: [string, string];
  mtu?: number;
  addresses: Record<string, string[]>;
}

/** Containers that run elsewhere are in it: a process cannot change its parent, so that they are started anew or not at all. */
export const adoptedProfile = 'adopted';

export function emptyDraft(name: string): AdoptDraft {
  return { name, networks: {}, links: [], containers: {}, comments: new Map(), found: [], remarks: [] };
}

/** @param only these containers, with the networks as they are and the links between them; absent = all */
export function specOf(draft: AdoptDraft, only?: ReadonlySet<string>): Record<string, YamlValue> {
  const isWanted = (name: string) => only === undefined || only.has(name);
  const links = draft.links.filter(each => each.containers.every(isWanted)).map(describeLink);
  return {
    name: draft.name,
    ...(Object.keys(draft.networks).length > 0 && { networks: draft.networks }),
    ...(links.length > 0 && { links }),
    containers: Object.fromEntries(Object.entries(draft.containers).filter(([name]) => isWanted(name))),
  };
}

function describeLink({ endpoints, mtu, addresses }: AdoptedLink): YamlValue {
  if (mtu === undefined && Object.keys(addresses).length === 0) return endpoints;
  return {
    endpoints,
    ...(mtu !== undefined && { mtu }),
    ...(Object.keys(addresses).length > 0 && { addresses }),
  };
}
