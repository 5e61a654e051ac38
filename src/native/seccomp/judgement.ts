/** What is to become of every system call: what profiles are turned into, and programs are made of. */
import type { SeccompAction, SeccompCondition } from '../../model/seccomp-profile.js';

export const allow: SeccompAction = { kind: 'allow', data: 0 };
export const refuse: SeccompAction = { kind: 'errno', data: 1 };
/** "No such call": what C libraries fall back from. */
export const absent: SeccompAction = { kind: 'errno', data: 38 };

/** The first case whose conditions all hold decides. */
export interface Case {
  conditions: SeccompCondition[];
  action: SeccompAction;
}

interface CallJudgement {
  cases: Case[];
  otherwise: SeccompAction;
}

export interface Judgement {
  /** By number, each call of our table. */
  calls: Map<number, CallJudgement>;
  /** Calls newer than the table. */
  unknown: SeccompAction;
}
