/** A container's root as steps, as its launch plan will have them, without making its layers: for `plan --commands`. */
import type { Container } from '../../model/project.js';
import type { SetupStep } from '../../native/launch-plan.js';
import { directoryRoot } from '../../rootfs/directory.js';
import { hostRoot, hostTree } from '../../rootfs/host.js';

/** Reads the host's directories, writes nothing. */
export function rootPreview(container: Container, stateDirectory: string, idmapped: boolean): SetupStep[] {
  const { source, path, readOnly, overlay } = container.rootfs;
  const attributes = { readOnly, noDev: true, noSuid: container.security.noNewPrivileges };
  if (!overlay)
    return source === 'host'
      ? hostRoot(idmapped, container.hostname)
      : directoryRoot(path!, idmapped, attributes);
  const layers = `${stateDirectory}/${container.name}/layers`;
  const lower = source === 'host' ? `${layers}/skeleton` : path!;
  const root: SetupStep = {
    op: 'root-overlay',
    lower,
    layer: `${layers}/root`,
    idmapped,
    attributes,
  };
  if (source !== 'host') return [root];
  const trees = hostTree(idmapped, container.hostname).flatMap((step): SetupStep[] =>
    step.op === 'tree' && !step.target.startsWith('/etc/ld.so')
      ? [
          {
            op: 'overlay',
            target: step.target,
            lower: step.target,
            layer: `${layers}/${step.target.slice(1).replaceAll('/', '-')}`,
            idmapped,
            attributes,
          },
        ]
      : [],
  );
  return [root, ...trees];
}
