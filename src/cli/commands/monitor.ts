import type { ContainerEvent } from '../../app/contract.js';
import { ExitCode } from '../../model/problem.js';
import type { Command } from '../command.js';
import { escapeText } from '../escape.js';
import { flag, text } from '../options.js';

export const command: Command = {
  arguments: '[NAME...]',
  description: [
    "Prints every change of state as it happens, in lxc-monitor's words; containers that come later are heard as well. It goes on until it is interrupted.",
  ],
  options: {
    json: { type: 'boolean', summary: 'A JSON object a line' },
    format: { type: 'string', value: 'KIND', choices: ['text', 'json'], summary: 'text (default) or json' },
    exec: {
      type: 'string',
      value: 'COMMAND',
      summary: 'Run this in a shell for each change, with LXC_NAME, LXC_STATE and LXC_EVENT (JSON) set',
    },
  },
  examples: [
    { line: 'lxc-compose monitor web', meaning: 'what happens to web' },
    { line: 'lxc-compose events --json | jq .state', meaning: 'for a script' },
  ],
  needsRoot: true,
  completes: 'containers',
  async run({ values, positionals, invocation, verbs, output }) {
    const stop = new AbortController();
    const json = flag(values, 'json') || text(values, 'format') === 'json';
    const command = text(values, 'exec');
    for await (const event of verbs.monitor(invocation, positionals, stop.signal)) {
      // One command after the other, so that a slow one sees the changes in their order.
      if (command !== undefined) await verbs.eventCommand(command, variablesOf(event));
      else output.data(json ? `${JSON.stringify(document(event))}\n` : describe(event));
    }
    return ExitCode.ok;
  },
};

/** As lxc-monitor, which tells the exit status in a line of its own. */
function describe(event: ContainerEvent): string {
  const name = escapeText(event.container);
  const line = `'${name}' changed state to [${event.state}]\n`;
  const ended = event.state === 'STOPPED' && (event.exitCode !== null || event.signal !== null);
  if (!ended) return line;
  return `${line}'${name}' exited with status [${event.signal === null ? event.exitCode : 128 + event.signal}]\n`;
}

/** What other programs read: fields are added, never renamed. */
function document({ time, container, state, pid, health, exitCode, signal, oom, restarts }: ContainerEvent) {
  const name = container;
  return { time: new Date(time).toISOString(), name, state, pid, health, exitCode, signal, oom, restarts };
}

function variablesOf(event: ContainerEvent): Record<string, string> {
  return { LXC_NAME: event.container, LXC_STATE: event.state, LXC_EVENT: JSON.stringify(document(event)) };
}
