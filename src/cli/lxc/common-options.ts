/** What every tool of LXC takes, in the order in which `--usage` tells it: arguments.h of its tools. */
import type { LxcOptions } from './getopt.js';

export const commonOptions: LxcOptions = {
  name: { short: 'n', value: 'NAME', summary: 'NAME of the container' },
  help: { short: 'h', summary: 'Give this help list' },
  usage: { summary: 'Give a short usage message' },
  version: { summary: 'Print the version number' },
  quiet: { short: 'q', summary: "Don't produce any output" },
  logfile: { short: 'o', value: 'FILE', summary: 'Output log to FILE instead of stderr' },
  logpriority: { short: 'l', value: 'LEVEL', summary: 'Set log priority to LEVEL' },
  lxcpath: { short: 'P', value: 'PATH', summary: 'Use specified container path' },
  rcfile: { value: 'FILE', summary: 'Load configuration file FILE' },
};
