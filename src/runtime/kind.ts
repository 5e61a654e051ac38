/** The doing half of a kind of resource. The only code that reads and changes the host. */
import type { Operation } from '../model/operation.js';
import type { Problem } from '../model/problem.js';
import type { Resource, ResourceKind } from '../model/resource.js';
import type { CommandsContext } from './commands-context.js';
import type { Session } from './session.js';
import type { Snapshot } from './snapshot.js';

export type Outcome = { operation: Operation } & ({ ok: true } | { ok: false; problem: Problem });

export interface RuntimeKind {
  readonly kind: ResourceKind;
  /** The resources of this kind that the host has and that bear the project's mark: one bulk read through the snapshot. */
  observe(snapshot: Snapshot): Promise<Resource[]>;
  /**
   * Carries out a batch of operations of this kind that do not depend on each other. One outcome an operation, also
   * when it throws nothing; never throws for a single operation's failure.
   */
  apply(operations: Operation[], session: Session): Promise<Outcome[]>;
  /** What `plan --commands` prints for an operation: lines for a shell, and a `#` line for what a shell cannot do. */
  commands(operation: Operation, context: CommandsContext): string[];
}
