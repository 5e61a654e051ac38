/** Top-level volumes: directories of this host. */
import { quote } from '../../spec/diagnostic.js';
import type { SpecNode } from '../../spec/node.js';
import type { YamlValue } from '../../spec/print/yaml.js';
import type { Remarks } from '../remarks.js';
import { applyRules, keep, leaveOut, type Rules, type Target } from '../rules.js';
import { childOf, isTrue, textOf } from '../tree.js';

/** The volume as it is written here; null = nothing but its name. */
export function translateVolume(node: SpecNode, remarks: Remarks): YamlValue {
  const target: Target & { node: SpecNode } = { draft: {}, remarks, node };
  applyRules(node, volumeRules, target, 'a volume');
  return Object.keys(target.draft).length > 0 ? target.draft : null;
}

const volumeRules: Rules<Target & { node: SpecNode }> = {
  name({ at, value }, { remarks, node }) {
    const external = childOf(node, 'external');
    if (external?.kind === 'mapping' || isTrue(external)) return;
    remarks.add(at, `the volume is kept under its key, not as ${quote(textOf(value) ?? '')}`);
  },
  external({ at, value }, { draft, remarks }) {
    if (value.kind !== 'mapping' && !isTrue(value)) return;
    draft['external'] = true;
    remarks.add(
      at,
      "Docker's volumes are not ours: an external one is a volume that lxc-compose made before",
    );
  },
  driver({ at, value }, { remarks }) {
    const driver = textOf(value);
    if (driver !== undefined && driver !== 'local') {
      remarks.add(at, `the volume driver ${quote(driver)} is left out: a volume is a directory of this host`);
    }
  },
  driver_opts: leaveOut('use a bind mount for a directory of your own'),
  labels: keep,
  'x-': keep,
};
