/** What every tool of LXC takes: arguments.h of its tools. */
import type { LxcOptions } from './getopt.js';

export const commonOptions: LxcOptions = {
  logfile: { short: 'o', value: 'FILE', summary: 'Output log to FILE instead of stderr' },
  logpriority: { short: 'l', value: 'LEVEL', summary: 'Set log priority to LEVEL' },
  quiet: { short: 'q', summary: "Don't produce any output" },
  lxcpath: { short: 'P', value: 'PATH', summary: 'Use specified container path' },
  help: { short: '?', summary: 'Give this help list' },
  usage: { summary: 'Give a short usage message' },
  version: { summary: 'Print the version number' },
};

export const nameOption: LxcOptions = {
  name: { short: 'n', value: 'NAME', summary: 'NAME of the container' },
};
