/** Decides for each container: keep it (changing it in place), leave it ended, start it, or replace it, and says why. */
import type { AttributeChange, Disruption, Resource } from '../model/resource.js';
import { reconcileKinds } from './desire.js';
import { isLiveMount } from './kinds/mount.js';

interface Reason {
  desired: Resource;
  observed: Resource | undefined;
  changes: AttributeChange[];
}

export interface ContainerDecision {
  /**
   * leave: a one-shot that did its work, or what is stopped and shall be; nothing of it is touched. end: it runs and
   * shall not.
   */
  action: 'keep' | 'leave' | 'start' | 'replace' | 'end';
  /** create for start; restart or recreate for replace; live for the others. */
  disruption: Disruption;
  reasons: Reason[];
}

/** What is made and goes with its container: limits, root file system and mounts, by container name. */
export function partsByContainer(resources: Iterable<Resource>): Map<string, Resource[]> {
  const parts = new Map<string, Resource[]>();
  for (const resource of resources) {
    if (!isPart(resource)) continue;
    const own = parts.get(resource.container!);
    if (own) own.push(resource);
    else parts.set(resource.container!, [resource]);
  }
  return parts;
}

export function isPart({ kind }: Resource): boolean {
  return kind === 'limits' || kind === 'rootfs' || kind === 'mount';
}

/** @returns by container name */
export function decideContainers(
  desired: Resource[],
  observed: ReadonlyMap<string, Resource>,
  parts: ReadonlyMap<string, Resource[]>,
  recreate: ReadonlySet<string>,
  again: ReadonlySet<string> = new Set(),
): Map<string, ContainerDecision> {
  const observedParts = partsByContainer(observed.values());
  const decisions = new Map<string, ContainerDecision>();
  for (const resource of desired) {
    if (resource.kind !== 'container') continue;
    const name = resource.container!;
    decisions.set(
      name,
      decide(
        resource,
        parts.get(name) ?? [],
        observed,
        observedParts.get(name) ?? [],
        recreate.has(name),
        again.has(name),
      ),
    );
  }
  cascade(desired, observed, decisions);
  return decisions;
}

/** Who shares a network namespace that is made anew would stay in the old one: it is made anew as well, and so on. */
function cascade(
  desired: Resource[],
  observed: ReadonlyMap<string, Resource>,
  decisions: Map<string, ContainerDecision>,
): void {
  const sharing = desired.flatMap(resource => {
    const mode = String(resource.kind === 'container' ? resource.attributes['network_mode'] : '');
    return mode.startsWith('container:') ? [{ resource, parent: mode.slice('container:'.length) }] : [];
  });
  for (let changed = true; changed; ) {
    changed = false;
    for (const { resource, parent } of sharing) {
      const above = decisions.get(parent);
      if (decisions.get(resource.container!)?.action !== 'keep') continue;
      if (above?.action !== 'replace' && above?.action !== 'start') continue;
      const change: AttributeChange = {
        attribute: 'network_mode',
        from: `container:${parent} (the network before)`,
        to: resource.attributes['network_mode'],
        disruption: 'restart',
      };
      const reasons = [{ desired: resource, observed: observed.get(resource.id), changes: [change] }];
      decisions.set(resource.container!, { action: 'replace', disruption: 'restart', reasons });
      changed = true;
    }
  }
}

function decide(
  resource: Resource,
  parts: Resource[],
  observed: ReadonlyMap<string, Resource>,
  observedParts: Resource[],
  recreate: boolean,
  again: boolean,
): ContainerDecision {
  const actual = observed.get(resource.id);
  const state = actual?.attributes['state'];
  if (resource.attributes['state'] === 'STOPPED') {
    if (state === undefined || state === 'STOPPED')
      return { action: 'leave', disruption: 'live', reasons: [] };
    const change: AttributeChange = { attribute: 'state', from: state, to: 'STOPPED', disruption: 'live' };
    const reason = { desired: resource, observed: actual, changes: [change] };
    return { action: 'end', disruption: 'live', reasons: [reason] };
  }
  if (!actual) return { action: 'start', disruption: 'create', reasons: [whole(resource)] };
  if (isInForeground(actual) && !recreate) return { action: 'leave', disruption: 'live', reasons: [] };
  if (isCompleted(actual, resource) && !recreate && !again)
    return { action: 'leave', disruption: 'live', reasons: [] };
  if (state === 'STOPPED') {
    const change: AttributeChange = {
      attribute: 'state',
      from: 'STOPPED',
      to: 'RUNNING',
      disruption: 'create',
    };
    return {
      action: 'start',
      disruption: 'create',
      reasons: [{ desired: resource, observed: actual, changes: [change] }],
    };
  }
  const reasons: Reason[] = [];
  for (const each of [resource, ...parts]) {
    const now = observed.get(each.id);
    if (!now && isLiveMount(each)) continue;
    const changes = now
      ? reconcileKinds[each.kind].diff(each, now)
      : [
          {
            attribute: missingAttribute(each),
            from: undefined,
            to: '(mounted)',
            disruption: 'restart' as const,
          },
        ];
    const heavy = changes.filter(
      change => change.disruption === 'restart' || change.disruption === 'recreate',
    );
    if (heavy.length > 0) reasons.push({ desired: each, observed: now, changes: heavy });
  }
  for (const now of observedParts) {
    if (now.kind !== 'mount' || isLiveMount(now) || parts.some(part => part.id === now.id)) continue;
    const change: AttributeChange = {
      attribute: 'source',
      from: now.attributes['source'],
      to: undefined,
      disruption: 'restart',
    };
    reasons.push({ desired: { ...now, attributes: {} }, observed: now, changes: [change] });
  }
  if (reasons.length === 0 && !recreate) return { action: 'keep', disruption: 'live', reasons: [] };
  const anew =
    recreate || reasons.some(reason => reason.changes.some(change => change.disruption === 'recreate'));
  return { action: 'replace', disruption: anew ? 'recreate' : 'restart', reasons };
}

function missingAttribute(resource: Resource): string {
  return resource.kind === 'mount' ? 'target' : (Object.keys(resource.attributes)[0] ?? 'state');
}

function whole(resource: Resource): Reason {
  const changes = Object.entries(resource.attributes).map(([attribute, to]) => ({
    attribute,
    from: undefined,
    to,
    disruption: 'create' as const,
  }));
  return { desired: resource, observed: undefined, changes };
}

/** Somebody runs another command in it (`run`), and it ends with that: until then it is not ours to change. */
function isInForeground({ attributes }: Resource): boolean {
  const command = attributes['command'];
  return attributes['state'] !== 'STOPPED' && Array.isArray(command) && command.length === 0;
}

/** A one-shot that did its work (exit 0, no restart policy that wants it back) is as wanted: `up` again changes nothing. */
function isCompleted(actual: Resource, desired: Resource): boolean {
  const restart = desired.attributes['restart'];
  return (
    actual.attributes['state'] === 'STOPPED' &&
    actual.attributes['exit_code'] === 0 &&
    actual.attributes['stopped_by_user'] !== true &&
    // A system that was switched off is wanted back.
    desired.attributes['init'] !== 'system' &&
    restart !== 'always' &&
    restart !== 'unless-stopped'
  );
}
