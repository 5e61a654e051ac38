/** Docker Compose's file as a spec: containers, bridges and volumes; images are what has no counterpart. */
import { quote } from '../../spec/diagnostic.js';
import type { SpecNode } from '../../spec/node.js';
import { parseSpec } from '../../spec/parse/parse.js';
import { Remarks } from '../remarks.js';
import { applyRules, keep, leaveOut, pointless, type Rules, type Target } from '../rules.js';
import type { Importer } from '../translation.js';
import { childOf, type Draft, entriesOf, fault, mappingOf, plain, textOf } from '../tree.js';
import { linkedNames, networksOf } from './attachments.js';
import { definitions } from './files.js';
import { scaleOf } from './limits.js';
import { volumeNames } from './mounts.js';
import { projectName, translateNetworks } from './networks.js';
import { translateService } from './service.js';
import { serviceNames } from './service-names.js';
import type { ComposeFile } from './target.js';
import { translateVolume } from './volume.js';

/** Variables stay as they are: both languages have the same. */
export const importCompose: Importer = ({ file: path, text }) => {
  const root = mappingOf(parseSpec(text, path), 'the file');
  refuseOthers(root);
  refuseHuge(root);
  const remarks = new Remarks();
  const services = childOf(root, 'services');
  const file: ComposeFile = {
    root,
    remarks,
    services: serviceNames(services, remarks),
    containerNames: containerNames(services),
    networks: translateNetworks(root, projectName(root, path), joined(services), remarks),
    volumeNames: volumeNames(root),
    volumes: {},
    linkedNames: linkedNames(services),
  };
  const target: FileTarget = { draft: {}, remarks, file };
  applyRules(root, rules, target, 'a Compose file');
  const networks = Object.fromEntries([...file.networks.values()].map(each => [each.name, each.draft]));
  const containers = Object.fromEntries(
    entriesOf(services).map(({ key, at, value }) => [
      file.services.get(key)!,
      translateService(key, at, value, file),
    ]),
  );
  const { name, include, ...rest } = target.draft;
  const spec: Draft = {
    ...(name !== undefined && { name }),
    ...(include !== undefined && { include }),
    ...(Object.keys(networks).length > 0 && { networks }),
    containers,
    ...(Object.keys(file.volumes).length > 0 && { volumes: file.volumes }),
    ...rest,
  };
  return { spec, remarks: remarks.sorted() };
};

interface FileTarget extends Target {
  file: ComposeFile;
}

const rules: Rules<FileTarget> = {
  version: pointless('Docker Compose ignores it as well'),
  name({ value }, { draft }) {
    draft['name'] = plain(value);
  },
  include({ key, at, value }, { draft, remarks }) {
    draft[key] = plain(value);
    remarks.add(at, 'the files that "include" names are of Docker Compose', 'import each of them as well');
  },
  services: () => {},
  networks: () => {},
  volumes({ value }, { file, remarks }) {
    for (const { key, value: node } of entriesOf(value)) {
      file.volumes[file.volumeNames.get(key)!] = translateVolume(node, remarks);
    }
  },
  configs: definitions('configs'),
  secrets: definitions('secrets'),
  models: leaveOut(),
  'x-': keep,
};

/** Files of the first version have services at the top; whoever imports something else should know at once. */
function refuseOthers(root: SpecNode): void {
  if (childOf(root, 'services') !== undefined || childOf(root, 'include') !== undefined) return;
  const found = entriesOf(root).find(({ value }) => childOf(value, 'image') ?? childOf(value, 'build'));
  if (found) {
    const message = `${quote(found.key)} is a service of the first version of Compose files`;
    throw fault('not-supported', found.at, message, 'put the services under `services:`');
  }
  throw fault('missing-key', root.range, 'the file has no `services`: it is not of Docker Compose');
}

/** Beyond these no host could run it; the search for names and subnets would take its time. */
const most = { services: 10_000, networks: 4096 };

function refuseHuge(root: SpecNode): void {
  for (const [key, count] of Object.entries(most)) {
    const node = childOf(root, key);
    if (entriesOf(node).length > count)
      throw fault('too-large', node!.range, `the file has more than ${count} ${key}`);
  }
}

/** How many containers join each network. */
function joined(services: SpecNode | undefined): Map<string, number> {
  const result = new Map<string, number>();
  for (const { value } of entriesOf(services)) {
    const scale = scaleOf(value);
    const count = scale === undefined ? 1 : typeof scale === 'number' ? scale : 1;
    for (const network of networksOf(value)) result.set(network, (result.get(network) ?? 0) + count);
  }
  return result;
}

function containerNames(services: SpecNode | undefined): Map<string, string> {
  return new Map(
    entriesOf(services).flatMap(({ key, value }): [string, string][] => {
      const name = textOf(childOf(value, 'container_name'));
      return name === undefined ? [] : [[name, key]];
    }),
  );
}
