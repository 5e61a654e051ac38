import type { ContainerState } from '../../app/contract.js';
import { ExitCode } from '../../model/problem.js';
import { suggestion } from '../../spec/suggest.js';
import type { Command } from '../command.js';
import { parseDuration } from '../duration.js';
import { text } from '../options.js';
import { usageProblem } from '../usage.js';

const states: readonly ContainerState[] = [
  'STOPPED',
  'STARTING',
  'RUNNING',
  'STOPPING',
  'ABORTING',
  'FREEZING',
  'FROZEN',
];

export const command: Command = {
  arguments: '[NAME...]',
  description: [
    'Waits until containers are in one of the states of -s, and returns at once for those that are already; without NAME all of the project.',
    'Without -s it waits until they have ended and prints the exit status of each, as Docker Compose does; its own exit status is then the first one that is not 0.',
  ],
  options: {
    state: {
      type: 'string',
      short: 's',
      value: 'STATES',
      summary: "One or several of LXC's states: RUNNING, 'STOPPED|FROZEN'",
    },
    timeout: {
      type: 'string',
      short: 't',
      value: 'TIME',
      summary: 'How long at most; then the exit status is 124 (default: for ever)',
    },
  },
  examples: [
    {
      line: "lxc-compose wait -s 'STOPPED|FROZEN' -t 30 db",
      meaning: 'until db stands still, half a minute at most',
    },
    { line: 'lxc-compose wait migrate && echo migrated', meaning: 'until a job has done its work' },
  ],
  needsRoot: true,
  completes: 'containers',
  async run({ values, positionals, invocation, verbs, output }) {
    const wanted = text(values, 'state');
    const timeout = text(values, 'timeout');
    const waited = await verbs.wait(invocation, {
      containers: positionals,
      states: wanted === undefined ? ['STOPPED'] : parseStates(wanted),
      timeoutMs: timeout === undefined ? 0 : parseDuration(timeout, '--timeout'),
    });
    if (wanted !== undefined) return ExitCode.ok;
    output.data(waited.map(each => `${each.exitCode ?? 0}\n`).join(''));
    return waited.find(each => each.exitCode)?.exitCode ?? ExitCode.ok;
  },
};

function parseStates(list: string): ContainerState[] {
  return list.split('|').map(each => {
    const word = each.trim().toUpperCase();
    // LXC's word for what goes on after it stood.
    const state = word === 'THAWED' ? 'RUNNING' : states.find(known => known === word);
    if (state) return state;
    throw usageProblem(
      `"${each}" is not a state${suggestion(each.toUpperCase(), states)}; there are: ${states.join(', ')}`,
      'wait',
    );
  });
}
