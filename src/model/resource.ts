/**
 * Resources: the common currency of desired and observed state. A resource is a kind, an identity and a flat set
 * of attributes; desired and observed have the same shape, so that comparing them is comparing attributes.
 */

export type ResourceKind =
  | 'bridge'
  | 'nic'
  | 'link'
  | 'firewall'
  | 'hosts'
  | 'rootfs'
  | 'limits'
  | 'mount'
  | 'container';

export type AttributeValue = string | number | boolean | null | readonly string[];

/**
 * Attribute names are the spec's, dotted below the resource's id, so that id + '.' + attribute is a spec path:
 * `networks.br0` + `bridge.forward_delay`. An attribute that is absent on the desired side is not managed.
 */
export type Attributes = Record<string, AttributeValue>;

export interface Resource {
  kind: ResourceKind;
  /** The spec path it comes from: `networks.br0`, `containers.web.networks.br0`, `containers.web.limits`. */
  id: string;
  /** The container it belongs to, if it belongs to one. */
  container?: string;
  attributes: Attributes;
}

/** What a change of an attribute costs, in rising order. */
export type Disruption = 'create' | 'live' | 'restart' | 'recreate' | 'destroy';

export interface AttributeChange {
  /** Attribute name, relative to the resource's id. */
  attribute: string;
  /** Kernel value now; undefined when the resource does not exist. */
  from: AttributeValue | undefined;
  /** Wanted value; undefined when the resource goes away. */
  to: AttributeValue | undefined;
  disruption: Disruption;
  /** Where the old value was read, e.g. `/sys/class/net/br0/bridge/forward_delay` (shown to users). */
  kernel?: string;
}

export function sameValue(left: AttributeValue | undefined, right: AttributeValue | undefined): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((each, index) => each === right[index]);
  }
  return left === right;
}
