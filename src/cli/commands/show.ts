import { ExitCode } from '../../model/problem.js';
import type { Command } from '../command.js';
import { text } from '../options.js';
import { planFormats, printPlan } from '../plan/print.js';
import { usageProblem } from '../usage.js';

export const command: Command = {
  arguments: 'FILE',
  description: [
    'Prints a plan that `plan --out` kept. Neither the spec nor the host is looked at: also a plan that is stale, or from another machine, is shown.',
  ],
  options: {
    format: {
      type: 'string',
      value: 'KIND',
      choices: planFormats,
      summary: 'text (default), json, markdown, github or junit',
    },
  },
  examples: [
    { line: 'lxc-compose show plan.json', meaning: 'read it again before applying it' },
    {
      line: 'lxc-compose show --format markdown plan.json',
      meaning: 'the text for a comment on a pull request',
    },
  ],
  async run({ values, positionals, invocation, verbs, output }) {
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw usageProblem('`show` takes one plan file', 'show');
    const { plan, created, version } = await verbs.showPlan(invocation, file);
    output.note(`Planned ${created} by version ${version}.\n`);
    await printPlan(plan, text(values, 'format'), invocation.workingDirectory, output);
    return ExitCode.ok;
  },
};
