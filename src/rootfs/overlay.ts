import { mkdirSync } from 'node:fs';
import type { MountAttributes, SetupStep } from '../native/launch-plan.js';

/** Copy-on-write over `lower`: what the container changes goes to its state directory and leaves with it. */
export function overlayRoot(
  lower: string,
  layers: string,
  idmapped: boolean,
  attributes: MountAttributes,
): SetupStep[] {
  const upper = `${layers}/upper`;
  const work = `${layers}/work`;
  for (const directory of [upper, work]) mkdirSync(directory, { recursive: true, mode: 0o755 });
  return [{ op: 'root-overlay', lower, upper, work, idmapped, attributes }];
}
