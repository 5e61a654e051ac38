/** The deciding half of a kind of resource. Pure: no clock, file, random number or log. */
import type { Project } from '../model/project.js';
import type { AttributeChange, Resource, ResourceKind } from '../model/resource.js';

export interface ReconcileKind {
  readonly kind: ResourceKind;
  /** The resources of this kind that the spec asks for, in a stable order. */
  desire(project: Project): Resource[];
  /** What differs, attribute by attribute, and what changing it costs; empty when nothing does. */
  diff(desired: Resource, observed: Resource): AttributeChange[];
}
