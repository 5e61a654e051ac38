import { refuseDryRun } from '../apply.js';
import type { Command } from '../command.js';
import { flag, list, text } from '../options.js';
import { passedVariable } from '../passed-variable.js';
import { asProgramProblem } from '../program-problem.js';
import { isTerminal } from '../terminal.js';
import { usageProblem } from '../usage.js';

export const command: Command = {
  arguments: 'NAME [--] COMMAND [ARGUMENT...]',
  description: [
    'Runs a program inside a running container, with its namespaces, limits, capabilities and system call filter, and exits with the status of that program (128 + n when signal n ended it).',
    '125 means that lxc-compose failed, 126 that the program cannot be executed, 127 that it is not there.',
    'The program gets a terminal of its own when standard input and output are terminals; yours is never handed over.',
  ],
  options: {
    'no-tty': { type: 'boolean', short: 'T', summary: 'No terminal, plain pipes' },
    tty: { type: 'boolean', short: 't', hidden: true, summary: 'The default on a terminal' },
    interactive: { type: 'boolean', short: 'i', hidden: true, summary: 'Standard input is always passed on' },
    env: {
      type: 'string',
      short: 'e',
      multiple: true,
      value: 'K=V',
      summary: 'Set a variable; K alone takes its value from here',
    },
    workdir: {
      type: 'string',
      short: 'w',
      value: 'DIR',
      summary: "Where to start (default: the container's working_dir)",
    },
    user: {
      type: 'string',
      short: 'u',
      value: 'USER',
      summary: "uid[:gid] or names (default: the container's user)",
    },
    privileged: { type: 'boolean', summary: 'With all capabilities that its user namespace has' },
    name: { type: 'string', short: 'n', value: 'NAME', summary: 'The container, as lxc-attach takes it' },
    detach: { type: 'boolean', short: 'd', unsupported: true, summary: '' },
    index: { type: 'string', unsupported: true, summary: '' },
  },
  examples: [
    { line: 'lxc-compose exec web sh', meaning: 'a shell in web' },
    {
      line: 'lxc-compose exec -T db pg_dump shop > shop.sql',
      meaning: 'a program in a pipe; its exit status is ours',
    },
  ],
  stopsAtFirstArgument: true,
  needsRoot: true,
  completes: 'running',
  async run({ values, positionals, invocation, verbs }) {
    refuseDryRun(values, 'exec');
    const named = text(values, 'name');
    const [container, ...rest] = named === undefined ? positionals : [named, ...positionals];
    const argv = rest[0] === '--' ? rest.slice(1) : rest;
    if (!container) throw usageProblem('which container, and which program?', 'exec');
    if (argv.length === 0) throw usageProblem(`which program is to run in ${container}?`, 'exec');
    const options = {
      container,
      argv,
      environment: list(values, 'env').flatMap(each => passedVariable(each, invocation.environment, 'exec')),
      workingDirectory: text(values, 'workdir') ?? '',
      user: text(values, 'user') ?? '',
      tty: isTerminal(0) && isTerminal(1) && !flag(values, 'no-tty'),
      privileged: flag(values, 'privileged'),
    };
    try {
      return await verbs.exec(invocation, options);
    } catch (error) {
      throw asProgramProblem(error);
    }
  },
};
