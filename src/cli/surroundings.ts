/** The world around a command line: streams, time, the verbs. */
import type { CommandContext, LazyVerbs } from './command.js';
import type { Output } from './output.js';

/** What a run needs from the outside; tests pass their own. */
export interface Surroundings {
  environment: Record<string, string | undefined>;
  workingDirectory: string;
  isRoot: boolean;
  verbs: LazyVerbs;
  createOutput: (ansi: string) => Output;
  /** Standard input to its end, for `-f -`. */
  readInput: () => Promise<string>;
  ask: CommandContext['ask'];
  now: () => number;
}
