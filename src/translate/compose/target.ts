/** What the translation of one service works on. */
import type { SourceRange } from '../../spec/diagnostic.js';
import type { SpecNode } from '../../spec/node.js';
import type { YamlValue } from '../../spec/print/yaml.js';
import type { Remarks } from '../remarks.js';
import type { Target } from '../rules.js';
import type { Draft } from '../tree.js';
import type { Bridge } from './network.js';

/** What services need to know of the rest of the file. */
export interface ComposeFile {
  root: SpecNode;
  remarks: Remarks;
  /** Names of containers by names of services. */
  services: ReadonlyMap<string, string>;
  /** Names of services by `container_name`. */
  containerNames: ReadonlyMap<string, string>;
  networks: ReadonlyMap<string, Bridge>;
  /** Names of volumes by their names in the file. */
  volumeNames: ReadonlyMap<string, string>;
  /** Anonymous volumes, which get names. */
  volumes: Draft;
  /** Names that other services give a service by `links`, by service. */
  linkedNames: ReadonlyMap<string, readonly string[]>;
}

export interface ServiceTarget extends Target {
  file: ComposeFile;
  /** In the file. */
  service: string;
  /** Here. */
  name: string;
  node: SpecNode;
  at: SourceRange;
  limits: Draft;
  mounts: YamlValue[];
  tmpfs: YamlValue[];
}
