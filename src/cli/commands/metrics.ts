import { ExitCode } from '../../model/problem.js';
import type { Command } from '../command.js';
import { renderMetrics } from '../render-metrics.js';

export const command: Command = {
  arguments: '[NAME...]',
  description: [
    'Prints what containers use as OpenMetrics text, which Prometheus reads: put it into a file of its textfile collector, or behind a socket.',
  ],
  options: {},
  examples: [
    { line: 'lxc-compose metrics', meaning: 'all containers of the project' },
    { line: 'lxc-compose metrics web > web.prom', meaning: 'one of them, into a file' },
  ],
  needsRoot: true,
  completes: 'containers',
  async run({ positionals, invocation, verbs, output }) {
    output.data(renderMetrics(await verbs.info(invocation, positionals)));
    return ExitCode.ok;
  },
};
