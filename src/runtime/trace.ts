/** Spans for `--trace FILE`: Chrome's trace event format, so that a profile of where the time goes is one flag away. */
export interface Trace {
  /** Runs `work` as a span. `lane` groups spans into rows (the provider's name). */
  span<Result>(name: string, lane: string, work: () => Promise<Result>): Promise<Result>;
  begin(name: string, lane: string): () => void;
}

/** Used when no trace was asked for. */
export const noTrace: Trace = {
  span: (_name, _lane, work) => work(),
  begin: () => () => {},
};
