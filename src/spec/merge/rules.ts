/**
 * Where merging is more than "mappings recurse, lists append, the later scalar wins": the Compose Specification's table
 * (13-merge.md), and the same for keys that only we have.
 */
import { type Places, placesOf } from '../place.js';
import {
  byAddress,
  byEnds,
  byFirstPart,
  byMember,
  byPort,
  byRoute,
  bySeenAs,
  byTarget,
  byValue,
  type ItemKey,
} from './item-keys.js';

export type Rule =
  /** The later value as a whole. */
  | { kind: 'replace' }
  /** A mapping, or a list of `KEY=VALUE`: the later value of a key wins. */
  | { kind: 'pairs' }
  /** A mapping by name, or a list of names, each with these values. */
  | { kind: 'names'; implied: Record<string, string | boolean> }
  /** One item or a list of them; an item with the same key is replaced in its place. */
  | { kind: 'items'; key: ItemKey; pairs?: true }
  /** One text stands for a mapping with this key. */
  | { kind: 'short'; key: string; except?: string }
  /** Mappings are merged; where one is not, the later one as a whole. */
  | { kind: 'alternatives' }
  /** Options are those of a driver: of another driver they mean nothing. */
  | { kind: 'driver' };

const replace: Rule = { kind: 'replace' };
const pairs: Rule = { kind: 'pairs' };
const items = (key: ItemKey): Rule => ({ kind: 'items', key });
const values = items(byValue());

const container: Record<string, Rule> = {
  command: replace,
  entrypoint: replace,
  init: replace,
  'healthcheck.test': replace,
  'healthcheck.exec': replace,
  environment: pairs,
  hooks_environment: pairs,
  'hooks.*': replace,
  labels: pairs,
  annotations: pairs,
  sysctls: pairs,
  'build.args': pairs,
  'build.labels': pairs,
  'deploy.labels': pairs,
  build: { kind: 'short', key: 'context' },
  rootfs: { kind: 'short', key: 'path', except: 'host' },
  depends_on: { kind: 'names', implied: { condition: 'service_started', required: true } },
  networks: { kind: 'names', implied: {} },
  models: { kind: 'names', implied: {} },
  'networks.*.addresses': items(byAddress),
  'networks.*.gateway': replace,
  'networks.*.routes': items(byRoute),
  'networks.*.aliases': values,
  'networks.*.link_local_ips': values,
  ports: items(byPort),
  volumes: items(byTarget),
  devices: items(byTarget),
  secrets: items(bySeenAs('/run/secrets/')),
  configs: items(bySeenAs('/')),
  extra_hosts: { kind: 'items', key: byValue(), pairs: true },
  tmpfs: items(byFirstPart),
  dns: values,
  dns_search: values,
  dns_opt: values,
  env_file: values,
  expose: values,
  profiles: values,
  cap_add: values,
  cap_drop: values,
  external_links: values,
  links: values,
  logging: { kind: 'driver' },
  'ulimits.*': { kind: 'alternatives' },
};

/** Of the whole spec, with the rule of each place. */
export const mergeRules: Places<Rule> = placesOf({
  ...Object.fromEntries(Object.entries(container).map(([key, rule]) => [`containers.*.${key}`, rule])),
  'networks.*.addresses': items(byAddress),
  'networks.*.gateway': replace,
  'networks.*.routes': items(byRoute),
  'networks.*.labels': pairs,
  'networks.*.ipam.config': items(byMember('subnet')),
  'hooks.*': replace,
  'volumes.*.labels': pairs,
  'configs.*.labels': pairs,
  'secrets.*.labels': pairs,
  links: items(byEnds),
  'links.*.labels': pairs,
});
