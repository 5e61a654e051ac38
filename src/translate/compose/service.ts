/** One service as a container. Every key of the Compose Specification stands in one of the tables. */
import type { SourceRange } from '../../spec/diagnostic.js';
import type { SpecNode } from '../../spec/node.js';
import { applyRules, keep, type Rules } from '../rules.js';
import { type Draft, mappingOf } from '../tree.js';
import { attach, hostRules } from './attachments.js';
import { deployRules } from './deploy.js';
import { fileRules } from './files.js';
import { depend, lifeRules } from './life.js';
import { limitRules, scaleOf } from './limits.js';
import { orderMounts } from './mount-order.js';
import { mountRules } from './mounts.js';
import { namespaceRules } from './namespaces.js';
import { portRules } from './ports.js';
import { processRules, replaceImage } from './process.js';
import { securityRules } from './security.js';
import { wellShaped } from './shapes.js';
import type { ComposeFile, ServiceTarget } from './target.js';
import { unsupportedRules } from './unsupported.js';

const rules: Rules<ServiceTarget> = {
  ...processRules,
  ...limitRules,
  ...mountRules,
  ...fileRules,
  ...portRules,
  ...hostRules,
  ...securityRules,
  ...lifeRules,
  ...namespaceRules,
  ...unsupportedRules,
  deploy({ value }, target) {
    applyRules(value, deployRules, target, '"deploy"');
  },
  // Read with what takes their place: the root file system and the number of instances.
  image: () => {},
  build: () => {},
  scale: () => {},
  'x-': keep,
};

/** The order in which a container is written. */
const order = [
  'extends',
  'container_name',
  'scale',
  'profiles',
  'hostname',
  'domainname',
  'rootfs',
  'overlay',
  'init',
  'entrypoint',
  'command',
  'user',
  'group_add',
  'working_dir',
  'environment',
  'env_file',
  'networks',
  'network_mode',
  'ports',
  'expose',
  'dns',
  'dns_search',
  'dns_opt',
  'extra_hosts',
  'volumes',
  'tmpfs',
  'limits',
];

/** @throws SpecFailure when the service is not a mapping */
export function translateService(
  service: string,
  at: SourceRange,
  value: SpecNode,
  file: ComposeFile,
): Draft {
  const { remarks } = file;
  const node = wellShaped(mappingOf(value, `the service "${service}"`), remarks);
  const name = file.services.get(service)!;
  const target: ServiceTarget = {
    draft: {},
    remarks,
    file,
    service,
    name,
    node,
    at,
    limits: {},
    mounts: [],
    tmpfs: [],
  };
  const { draft, limits } = target;
  const scale = scaleOf(node);
  if (scale !== undefined) draft['scale'] = scale;
  applyRules(node, rules, target, 'a service');
  replaceImage(target);
  const { volumes, tmpfs } = orderMounts(target);
  if (volumes.length > 0) draft['volumes'] = volumes;
  if (tmpfs.length > 0) draft['tmpfs'] = tmpfs;
  if (Object.keys(limits).length > 0) draft['limits'] = limits;
  attach(target);
  depend(target);
  const place = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);
  return Object.fromEntries(Object.entries(draft).sort(([left], [right]) => place(left) - place(right)));
}
