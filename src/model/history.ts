/** What was applied to a project, when, by whom and with what result. */
import type { Action } from './operation.js';
import type { Disruption } from './resource.js';

export interface HistoryEntry {
  schema: 'lxc-compose/history/v1';
  /** Counts from 1; never given twice while the project is up. */
  id: number;
  /** ISO 8601, UTC. */
  startedAt: string;
  /** Absent while it is under way, and when it was killed. */
  finishedAt?: string;
  /** `up`, `rollback 3`. */
  command: string;
  /** Who typed it: the user behind sudo where there is one. */
  user: string;
  /** Commit that the spec's directory was checked out at; null = it is in no repository. */
  commit: string | null;
  /** Names the spec as it was applied; the same text has the same name. */
  spec: string;
  /** unfinished: under way, or killed before its end. */
  result: 'unfinished' | 'applied' | 'partial' | 'failed' | 'reverted';
  operations: HistoryOperation[];
}

export interface HistoryOperation {
  /** As in the plan. */
  id: string;
  action: Action;
  resource: string;
  disruption: Disruption;
  /** Spec paths and no values: what a plan shows may be what somebody wants forgotten. */
  changed: string[];
  outcome: 'open' | 'done' | 'failed' | 'skipped';
  /** Why it failed. */
  problem?: string;
}
