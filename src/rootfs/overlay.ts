import type { MountAttributes, SetupStep } from '../native/launch-plan.js';
import { type Layers, makeLayer } from './layer.js';

/** Copy-on-write over `lower`: what the container changes goes to its layer. */
export function overlayRoot(lower: string, layers: Layers, attributes: MountAttributes): SetupStep[] {
  const layer = makeLayer(layers, 'root', lower);
  return [{ op: 'root-overlay', lower, layer, idmapped: layers.ids !== null, attributes }];
}
