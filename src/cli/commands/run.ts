import { refuseDryRun } from '../apply.js';
import type { Command, CommandContext } from '../command.js';
import { flag, list, text } from '../options.js';
import { passedVariable } from '../passed-variable.js';
import { asProgramProblem } from '../program-problem.js';
import { createProgress } from '../render-progress.js';
import { isTerminal } from '../terminal.js';
import { usageProblem } from '../usage.js';

export const command: Command = {
  arguments: 'NAME [--] [COMMAND [ARGUMENT...]]',
  description: [
    'Runs the container itself in the foreground with a command in the place of its own, as lxc-execute does: a small PID 1 reaps what the command leaves behind, signals are passed on, and the exit status is that of the command (128 + n when signal n ended it). What the container depends on is started before.',
    '125 means that lxc-compose failed, 126 that the command cannot be executed, 127 that it is not there. A container that runs already is not touched: use `exec`.',
    'With --ephemeral --ns and no NAME the command runs on the root of the host in new namespaces and nothing else, as lxc-unshare runs it; this needs no spec.',
  ],
  options: {
    rm: { type: 'boolean', summary: 'Remove the container at the end, with what it changed' },
    ephemeral: {
      type: 'boolean',
      summary:
        'Over an overlay that is thrown away at the end; what the container changed before is not seen',
    },
    ns: {
      type: 'string',
      multiple: true,
      value: 'NAMES',
      summary: 'New namespaces for a command of the host: net,uts,ipc,pid,mnt,user,cgroup',
    },
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
    name: { type: 'string', short: 'n', value: 'NAME', summary: 'The container, as lxc-execute takes it' },
    detach: { type: 'boolean', short: 'd', unsupported: true, summary: '' },
    'no-deps': { type: 'boolean', unsupported: true, summary: '' },
    'service-ports': { type: 'boolean', unsupported: true, summary: '' },
  },
  examples: [
    {
      line: 'lxc-compose run --rm web -- nginx -t',
      meaning: 'one command in a fresh web, which is gone then',
    },
    {
      line: 'lxc-compose run --ephemeral --ns net,uts -- ip link',
      meaning: 'a program of the host in a network of its own',
    },
  ],
  stopsAtFirstArgument: true,
  needsRoot: true,
  completes: 'containers',
  async run(context) {
    const { values, positionals, verbs } = context;
    refuseDryRun(values, 'run');
    const namespaces = list(values, 'ns').flatMap(each => each.split(/[,|]/).filter(Boolean));
    if (namespaces.length > 0) return runUnshared(namespaces, context);
    const named = text(values, 'name');
    const [container, ...rest] = named === undefined ? positionals : [named, ...positionals];
    if (!container || container === '--') throw usageProblem('which container?', 'run');
    const options = {
      container,
      argv: rest[0] === '--' ? rest.slice(1) : rest,
      environment: list(values, 'env').flatMap(each =>
        passedVariable(each, context.invocation.environment, 'run'),
      ),
      workingDirectory: text(values, 'workdir') ?? '',
      user: text(values, 'user') ?? '',
      tty: isTerminal(0) && isTerminal(1) && !flag(values, 'no-tty'),
      ephemeral: flag(values, 'ephemeral'),
      remove: flag(values, 'rm'),
    };
    try {
      return await verbs.run({ ...context.invocation, report: warningsOnly(context) }, options);
    } catch (error) {
      throw asProgramProblem(error);
    }
  },
};

/** The terminal belongs to the command: of our own work only warnings are told. */
function warningsOnly({ values, output, now }: CommandContext): CommandContext['invocation']['report'] {
  const progress = createProgress(flag(values, 'quiet') ? 'quiet' : 'plain', output, now);
  return event => {
    if (event.type === 'warning' || event.type === 'waiting') progress.report(event);
  };
}

async function runUnshared(namespaces: string[], context: CommandContext): Promise<number> {
  const { values, positionals, verbs } = context;
  if (!flag(values, 'ephemeral')) {
    throw usageProblem(
      '--ns is for a command of the host, of which nothing stays: it goes with --ephemeral',
      'run',
      'A container has the namespaces that its spec says.',
    );
  }
  const argv = positionals[0] === '--' ? positionals.slice(1) : positionals;
  if (argv.length === 0) throw usageProblem('which command?', 'run');
  return verbs.runUnshared({ namespaces, argv });
}
