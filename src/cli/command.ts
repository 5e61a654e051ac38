/** What a verb of the command line is. Each file of commands/ exports one of these as `command`. */
import type { Invocation, Verbs } from '../app/contract.js';
import type { OptionTable, OptionValues } from './options.js';
import type { Output } from './output.js';

/** The verbs of app/, each loaded when it is first called. */
export type LazyVerbs = Verbs;

export interface CommandContext {
  values: OptionValues;
  positionals: string[];
  invocation: Invocation;
  verbs: LazyVerbs;
  output: Output;
  /** Asks a yes-or-no question on the terminal. undefined = there is no terminal to ask on. */
  ask: ((question: string) => Promise<boolean>) | undefined;
  /** Standard input to its end. */
  readInput: () => Promise<string>;
  /** All commands, for those that tell about others. */
  commands: readonly CommandEntry[];
  /** Milliseconds since 1970. */
  now: () => number;
}

export interface Example {
  line: string;
  /** What it does, without full stop. */
  meaning: string;
}

export interface Command {
  /** The arguments behind the flags, as help shows them. */
  arguments: string;
  /** What a newcomer should know, one paragraph a string. */
  description: readonly string[];
  options: OptionTable;
  examples: readonly [Example, Example];
  /** Everything from the first argument on belongs to somebody else (`exec web ls -la`). */
  stopsAtFirstArgument?: true;
  /** Opens namespaces, cgroups or our state: refused early (77) for anybody but root. */
  needsRoot?: true;
  /** What completion offers for arguments. */
  completes?: 'running' | 'containers' | 'services' | 'commands' | readonly string[];
  /** Gives the exit code; throws a Problem. */
  run(context: CommandContext): Promise<number>;
}

/** A verb as it stands in the table of commands. */
export interface CommandEntry {
  name: string;
  /** Other people's words for the same: Terraform's and kapp's `diff`, LXC's `ls`. */
  aliases: readonly string[];
  /** One line of the overview. */
  summary: string;
  group: 'Everyday' | 'Plans and history' | 'Containers' | 'The spec' | 'This program' | 'hidden';
  load(): Promise<{ command: Command }>;
}
