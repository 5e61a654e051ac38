import { ExitCode } from '../../model/problem.js';
import type { Command } from '../command.js';
import { flag, text } from '../options.js';
import { usageProblem } from '../usage.js';

export const command: Command = {
  arguments: 'NAME',
  description: [
    'Opens a terminal of a running container: a login on one of its ttys (`console: {ttys: 2}`), or with -t 0 its console (`tty: true`). Ctrl-a q leaves it, and the container goes on; Ctrl-a twice is one Ctrl-a for the program inside.',
    'What it has shown before is shown again, as much as `console.buffer` keeps. A tty is for one at a time, the console for many.',
  ],
  options: {
    tty: {
      type: 'string',
      short: 't',
      value: 'N',
      summary: 'Number of the tty; 0 is /dev/console (default: the first free one)',
    },
    escape: {
      type: 'string',
      short: 'e',
      value: 'KEY',
      summary: 'What leaves it before q: ^a (default), ^b, …; none',
    },
    'no-replay': { type: 'boolean', summary: 'Only what is shown from now on' },
  },
  examples: [
    { line: 'lxc-compose console web', meaning: 'log in on the first free tty of web' },
    { line: 'lxc-compose console -t 0 -e ^b web', meaning: 'its console, left with Ctrl-b q' },
  ],
  needsRoot: true,
  completes: 'running',
  async run({ values, positionals, invocation, verbs, output }) {
    const [container, ...more] = positionals;
    if (container === undefined || more.length > 0) throw usageProblem('console takes one NAME', 'console');
    const number = text(values, 'tty');
    if (number !== undefined && !/^\d{1,2}$/.test(number))
      throw usageProblem(`a tty is a number, not "${number}"`, 'console');
    const letter = parseEscape(text(values, 'escape') ?? '^a');
    const left = await verbs.console(invocation, {
      container,
      tty: number === undefined ? undefined : Number(number),
      replay: !flag(values, 'no-replay'),
      escape: letter,
      opened(tty) {
        if (flag(values, 'quiet')) return;
        const keys =
          letter === null ? '' : `: Ctrl-${letter} q leaves it, Ctrl-${letter} twice is one for the program`;
        output.note(`Connected to ${tty === 0 ? '/dev/console' : `tty ${tty}`}${keys}\n`);
      },
    });
    if (!left) output.note('The container has ended.\n');
    return ExitCode.ok;
  },
};

function parseEscape(key: string): string | null {
  if (key === 'none' || key === '-1') return null;
  const letter = /^(?:\^|[Cc]trl-)?([A-Za-z])$/.exec(key)?.[1];
  if (letter === undefined) throw usageProblem(`an escape key is ^a to ^z or none, not "${key}"`, 'console');
  return letter.toLowerCase();
}
