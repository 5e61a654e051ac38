/** A root file system that debootstrap makes. */
import { hash32 } from './mark.js';

export interface Debootstrap {
  suite: string;
  /** Absent: the host's own. */
  mirror?: string;
  /** Further packages, sorted. */
  include: string[];
  variant: 'minbase' | 'buildd' | 'standard';
}

/** The same settings are the same tree: its directory's name. */
export function debootstrapKey({ suite, mirror, include, variant }: Debootstrap): string {
  return `${suite}-${hash32(JSON.stringify([suite, mirror ?? '', include, variant]), 12)}`;
}

/** The tree's directory: beside the projects, because several may use it. No project's name begins with a dot. */
export function debootstrapTree(stateBase: string, settings: Debootstrap): string {
  return `${stateBase}/.rootfs/${debootstrapKey(settings)}`;
}
