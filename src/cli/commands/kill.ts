import { constants } from 'node:os';
import { ExitCode } from '../../model/problem.js';
import { suggestion } from '../../spec/suggest.js';
import { GrammarError } from '../../spec/values/grammar-error.js';
import { parseSignal } from '../../spec/values/signal.js';
import { refuseDryRun } from '../apply.js';
import type { Command } from '../command.js';
import { flag, text } from '../options.js';
import { usageProblem } from '../usage.js';

export const command: Command = {
  arguments: '[NAME...]',
  description: [
    'Sends a signal to PID 1 of containers, or with --all to every process of them; without NAME to all containers that run. After SIGKILL or its stop signal a container is not restarted by its policy.',
  ],
  options: {
    signal: {
      type: 'string',
      short: 's',
      value: 'SIGNAL',
      summary: 'Name or number: TERM, SIGUSR1, RTMIN+3, 15 (default: KILL)',
    },
    all: { type: 'boolean', summary: 'Every process of the container, also those that are born meanwhile' },
  },
  examples: [
    { line: 'lxc-compose kill -s HUP web', meaning: 'the program of web reads its configuration again' },
    { line: 'lxc-compose kill --all -s TERM jobs', meaning: 'all processes of jobs are asked to end' },
  ],
  needsRoot: true,
  completes: 'running',
  async run({ values, positionals, invocation, verbs, output }) {
    refuseDryRun(values, 'kill');
    const signal = signalOf(text(values, 'signal') ?? 'KILL');
    const told = await verbs.kill(invocation, { containers: positionals, signal, all: flag(values, 'all') });
    if (!flag(values, 'quiet')) output.note(told.map(name => `container ${name}: ${signal} sent\n`).join(''));
    return ExitCode.ok;
  },
};

function signalOf(name: string): string {
  try {
    return parseSignal(name);
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error;
    const upper = name.toUpperCase();
    if (/^\d+$/.test(name))
      throw usageProblem(`${name} is not the number of a signal: there are 1 to 64`, 'kill');
    const nearest = suggestion(
      upper.startsWith('SIG') ? upper : `SIG${upper}`,
      Object.keys(constants.signals),
    );
    throw usageProblem(`"${name}" is not a signal${nearest}`, 'kill');
  }
}
