/** What a tool of LXC is here: its own options and words in front of the verbs that every command line uses. */
import type { Invocation } from '../../app/contract.js';
import type { LazyVerbs } from '../command.js';
import type { Output } from '../output.js';
import type { LxcOptions } from './getopt.js';

export interface LxcContext {
  /** `lxc-start` */
  tool: string;
  /** Of -n, or the first argument; '' where the tool needs none. */
  name: string;
  /** All arguments that are no options, without the name. */
  rest: string[];
  has(option: string): boolean;
  /** The last value of an option. */
  value(option: string): string | undefined;
  all(option: string): string[];
  /** Directory of the containers, as -P or lxc.lxcpath says. */
  path: string;
  /** The project of that directory. */
  invocation: Invocation;
  verbs: LazyVerbs;
  output: Output;
  now(): number;
}

export interface LxcCommand {
  /** Behind `Usage: lxc-start `. */
  synopsis: string;
  about: string;
  options: LxcOptions;
  /** Behind the first argument everything belongs to a program. */
  stops?: true;
  /** Whether it is about one container: -n NAME, or the first argument. */
  named: 'required' | 'optional' | 'no';
  run(context: LxcContext): Promise<number>;
}

/** A failure in the words of LXC, printed as `lxc-start: web: …`. */
export class LxcFailure extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
  }
}

/** Options that make no sense together, or a missing one: LXC's parser says no more than this, and names no container. */
export class LxcParseFailure extends LxcFailure {
  constructor() {
    super('could not parse command line');
  }
}
