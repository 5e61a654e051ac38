/**
 * `rootfs: host` with `overlay: true`: an overlay for each of the host's directories, and one more for the few files
 * around them, which are written to a directory that serves as its lower one.
 */
import { copyFileSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import type { MountAttributes, SetupStep } from '../native/launch-plan.js';
import { hostTree } from './host.js';
import { type Layers, makeLayer } from './layer.js';
import { overlayRoot } from './overlay.js';

/** As `hostRoot`, but everything in it can be written. */
export function hostOverlay(layers: Layers, hostname: string, attributes: MountAttributes): SetupStep[] {
  const skeleton = `${layers.directory}/skeleton`;
  rmSync(skeleton, { recursive: true, force: true });
  mkdirSync(skeleton, { recursive: true, mode: 0o755 });
  const overlays: SetupStep[] = [];
  for (const step of hostTree(layers.ids !== null, hostname)) {
    if (step.op === 'tree' && statSync(step.source).isDirectory())
      overlays.push(overlayAt(step.target, layers, attributes));
    else writeStep(step, skeleton);
  }
  return [...overlayRoot(skeleton, layers, attributes), ...overlays];
}

function overlayAt(target: string, layers: Layers, attributes: MountAttributes): SetupStep {
  const layer = makeLayer(layers, target.slice(1).replaceAll('/', '-'), target);
  return { op: 'overlay', target, lower: target, layer, idmapped: layers.ids !== null, attributes };
}

/** On the host what the native side does inside; the modes are meant as they are. */
function writeStep(step: SetupStep, root: string): void {
  const before = process.umask(0);
  try {
    if (step.op === 'directory') mkdirSync(`${root}${step.target}`, { mode: step.mode });
    else if (step.op === 'file') writeFileSync(`${root}${step.target}`, step.content, { mode: step.mode });
    else if (step.op === 'symlink') symlinkSync(step.content, `${root}${step.target}`);
    else if (step.op === 'tree') copyFileSync(step.source, `${root}${step.target}`);
  } finally {
    process.umask(before);
  }
}
