/** From arguments to an exit code: finds the command, reads its flags, runs it and tells what went wrong. */
import type { Invocation } from '../app/contract.js';
import { ExitCode, Problem } from '../model/problem.js';
import { noTrace } from '../runtime/trace.js';
import type { Command, CommandEntry } from './command.js';
import { commandTable } from './command-table.js';
import { fillFromEnvironment } from './environment-options.js';
import { escapeText } from './escape.js';
import { findCommand } from './find-command.js';
import { globalOptions } from './global-options.js';
import { createInvocation } from './invocation.js';
import { flag, type OptionTable, type OptionValues, text } from './options.js';
import { exitCodeOfError } from './outcome.js';
import type { Output } from './output.js';
import { parseInterspersed, parseUntilPositional, splitVerb } from './parse-arguments.js';
import { renderError } from './render-error.js';
import { renderWarning } from './render-warning.js';
import type { Surroundings } from './surroundings.js';
import type { TraceFile } from './trace-file.js';

/** Runs one command line (without the program's name) and gives its exit code; never throws. */
export async function run(argv: string[], surroundings: Surroundings): Promise<number> {
  const [tool, ...rest] = argv;
  if (tool?.startsWith('lxc-')) return (await import('./lxc/run.js')).runLxc(tool, rest, surroundings);
  let output = surroundings.createOutput('auto');
  try {
    const { entry, command, values, positionals, wantsHelp } = await readCommandLine(
      argv,
      surroundings.environment,
    );
    output = surroundings.createOutput(text(values, 'ansi') ?? 'auto');
    if (wantsHelp) {
      const { renderCommandHelp } = await import('./render-help.js');
      output.data(renderCommandHelp(entry, command, output.dataColours));
      return ExitCode.ok;
    }
    if (command.needsRoot && !surroundings.isRoot) throw notRoot(entry.name);
    return await traced(text(values, 'trace'), async trace => {
      const report = warningsTo(output, values);
      const { environment, workingDirectory, verbs, ask, now, readInput } = surroundings;
      const invocation = createInvocation(values, environment, workingDirectory, trace ?? noTrace, report);
      if (invocation.files.includes('-')) invocation.standardInput = await surroundings.readInput();
      const work = () =>
        command.run({
          values,
          positionals,
          invocation,
          verbs,
          output,
          ask,
          readInput,
          commands: commandTable,
          now,
        });
      return trace ? await trace.span(entry.name, 'command', work) : await work();
    });
  } catch (error) {
    output.note(await renderError(error, output, surroundings));
    return exitCodeOfError(error);
  }
}

interface CommandLine {
  entry: CommandEntry;
  command: Command;
  values: OptionValues;
  positionals: string[];
  wantsHelp: boolean;
}

/** A global flag may stand before or after the verb; a command's own flag of the same name or letter wins behind it. */
async function readCommandLine(
  argv: string[],
  environment: Record<string, string | undefined>,
): Promise<CommandLine> {
  const topLevel = {
    ...globalOptions,
    version: { type: 'boolean', short: 'v', summary: '' },
  } as const satisfies OptionTable;
  const before = splitVerb(argv, topLevel);
  const implied = flag(before.values, 'version') ? 'version' : 'help';
  const entry = findCommand(commandTable, before.verb ?? implied);
  const { command } = await entry.load();
  const options: OptionTable = withCommandOptions(command.options);
  const behind = command.stopsAtFirstArgument
    ? parseUntilPositional(before.rest, options, entry.name)
    : parseInterspersed(before.rest, options, entry.name);
  const isGlobal = (name: string) =>
    Object.hasOwn(globalOptions, name) && !Object.hasOwn(command.options, name);
  const typed = mergeValues(before.values, behind.values, options);
  return {
    entry,
    command,
    values: fillFromEnvironment(typed, options, isGlobal, entry.name, environment),
    positionals: 'rest' in behind ? behind.rest : behind.positionals,
    wantsHelp: flag(typed, 'help') && before.verb !== undefined,
  };
}

/** A letter that the command uses for something of its own is taken from the global flag (`ps -q`, `logs -f`). */
function withCommandOptions(own: OptionTable): OptionTable {
  const taken = new Set(Object.values(own).map(option => option.short));
  const globals = Object.entries(globalOptions).map(([name, option]) => {
    const { short, ...rest }: OptionTable[string] = option;
    return [name, short && taken.has(short) ? rest : option] as const;
  });
  return { ...Object.fromEntries(globals), ...own };
}

function mergeValues(before: OptionValues, behind: OptionValues, options: OptionTable): OptionValues {
  const merged: OptionValues = { ...before, ...behind };
  for (const [name, value] of Object.entries(before)) {
    const later = behind[name];
    if (options[name]?.multiple && Array.isArray(value) && Array.isArray(later))
      merged[name] = [...value, ...later];
  }
  return merged;
}

function notRoot(command: string): Problem {
  return new Problem(`\`lxc-compose ${command}\` has to be run as root`, {
    exitCode: ExitCode.permission,
    remedy: `Try \`sudo lxc-compose ${command}\`. Checking a spec needs no root: \`lxc-compose config\`.`,
  });
}

/** Verbs that show no progress still have warnings. */
function warningsTo(output: Output, values: OptionValues): Invocation['report'] {
  return event => {
    if (event.type === 'warning') output.note(renderWarning(event.text, output.noteColours));
    if (event.type === 'waiting' && !flag(values, 'quiet')) output.note(`${escapeText(event.text)}\n`);
  };
}

async function traced(
  path: string | undefined,
  work: (trace: TraceFile | undefined) => Promise<number>,
): Promise<number> {
  if (path === undefined) return await work(undefined);
  const trace = (await import('./trace-file.js')).createTraceFile(path);
  try {
    return await work(trace);
  } finally {
    trace.write();
  }
}
