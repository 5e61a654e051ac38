/** What keys of a service look like; a value of another shape is remarked before anybody reads nothing out of it. */

import { quote } from '../../spec/diagnostic.js';
import type { MappingNode, SpecNode } from '../../spec/node.js';
import type { Remarks } from '../remarks.js';

type Shape = SpecNode['kind'];

const words: Record<Shape, string> = { scalar: 'a text', sequence: 'a list', mapping: 'a mapping' };
const list: Shape[] = ['sequence'];
const map: Shape[] = ['mapping'];
const either: Shape[] = ['sequence', 'mapping'];
const texts: Shape[] = ['scalar', 'sequence'];
const text: Shape[] = ['scalar'];

const shapes: Record<string, Shape[]> = {
  blkio_config: map,
  cap_add: list,
  cap_drop: list,
  command: texts,
  configs: list,
  container_name: text,
  cpu_shares: text,
  cpus: text,
  depends_on: either,
  deploy: map,
  devices: list,
  dns: texts,
  dns_opt: list,
  dns_search: texts,
  entrypoint: texts,
  env_file: texts,
  environment: either,
  expose: list,
  extra_hosts: either,
  group_add: list,
  healthcheck: map,
  hostname: text,
  image: text,
  labels: either,
  links: list,
  mac_address: text,
  mem_limit: text,
  mem_reservation: text,
  memswap_limit: text,
  network_mode: text,
  networks: either,
  pids_limit: text,
  ports: list,
  profiles: list,
  restart: text,
  scale: text,
  secrets: list,
  security_opt: list,
  shm_size: text,
  stop_grace_period: text,
  stop_signal: text,
  sysctls: either,
  tmpfs: texts,
  ulimits: map,
  user: text,
  volumes: list,
  volumes_from: list,
  working_dir: text,
};

/** Lists in which anything but a text says nothing. */
const listsOfTexts = ['networks', 'depends_on', 'links', 'tmpfs', 'security_opt', 'volumes_from'];

/** The service without what has no meaning; empty keys are as good as absent. */
export function wellShaped(node: MappingNode, remarks: Remarks): MappingNode {
  const entries = [...node.entries].filter(([key, { key: at, value }]) => {
    const wanted = Object.hasOwn(shapes, key) ? shapes[key]! : undefined;
    if (value.kind === 'sequence' && listsOfTexts.includes(key)) {
      for (const item of value.items) {
        if (item.kind !== 'scalar')
          remarks.add(item.range, `${quote(key)} is a list of texts: this is left out`);
      }
    }
    if (!wanted || wanted.includes(value.kind) || (value.kind === 'scalar' && value.value === null))
      return true;
    remarks.add(at, `${quote(key)} is not ${wanted.map(each => words[each]).join(' or ')}: left out`);
    return false;
  });
  return { ...node, entries: new Map(entries) };
}
