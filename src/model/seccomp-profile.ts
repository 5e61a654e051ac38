/** A seccomp profile in the format of OCI and Docker, checked; see docs/seccomp.md. */

/** The kernel's actions. `data` is the errno, or what a tracer is told. */
export interface SeccompAction {
  kind: 'allow' | 'log' | 'trace' | 'errno' | 'trap' | 'kill-thread' | 'kill-process';
  data: number;
}

export const seccompOperators = ['NE', 'LT', 'LE', 'EQ', 'GE', 'GT', 'MASKED_EQ'] as const;

/** Unsigned, 64 bits. MASKED_EQ: `argument & value == valueTwo`. */
export interface SeccompCondition {
  index: number;
  operator: (typeof seccompOperators)[number];
  value: bigint;
  valueTwo: bigint;
}

/** When a rule counts at all: Docker's `includes` and `excludes`. */
export interface SeccompFilter {
  /** Kernel names without `CAP_`, lower case. */
  capabilities: string[];
  /** Docker's names: amd64, arm64, … */
  architectures: string[];
  minimumKernel?: [major: number, minor: number];
}

export interface SeccompRule {
  names: string[];
  action: SeccompAction;
  /** Every condition of one list has to hold; one list is enough. Empty = whatever the arguments are. */
  alternatives: SeccompCondition[][];
  includes: SeccompFilter;
  excludes: SeccompFilter;
  /** Place in the file, for messages: `syscalls[3]`. */
  place: string;
}

export interface SeccompProfile {
  defaultAction: SeccompAction;
  rules: SeccompRule[];
}

/** Names the key of the profile that is wrong. */
export class SeccompProfileError extends Error {
  constructor(
    /** `syscalls[3].args[0].op`; '' = the whole file. */
    readonly key: string,
    readonly reason: string,
  ) {
    super(key === '' ? reason : `${key} ${reason}`);
  }
}
