/** From the name and arguments of one of LXC's tools to its exit code; every failure in LXC's words. */
import { accessSync, appendFileSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import type { Invocation } from '../../app/contract.js';
import { lxcInvocation, lxcPathOf } from '../../app/lxc-path.js';
import { Problem } from '../../model/problem.js';
import { noTrace } from '../../runtime/trace.js';
import { version } from '../../version.js';
import { escapeText } from '../escape.js';
import type { Surroundings } from '../surroundings.js';
import { type LxcCommand, type LxcContext, LxcFailure, LxcParseFailure } from './command.js';
import { commonOptions } from './common-options.js';
import { GetoptError, getopt, type LxcArguments } from './getopt.js';
import { renderLxcHelp, renderLxcUsage } from './help.js';
import { lxcCommands } from './table.js';

/** LXC's; what is told here are errors, which every level lets through. */
const levels = ['TRACE', 'DEBUG', 'INFO', 'NOTICE', 'WARN', 'ERROR', 'CRIT', 'ALERT', 'FATAL'];

/** @param tool `lxc-start`, or undefined when there is no such tool */
export async function runLxc(tool: string, argv: string[], surroundings: Surroundings): Promise<number> {
  const output = surroundings.createOutput('never');
  const load = lxcCommands[tool];
  if (!load) {
    output.note(
      `lxc-compose: there is no ${escapeText(tool)} here; there are: ${Object.keys(lxcCommands).join(', ')}\n`,
    );
    return 1;
  }
  const command = await load();
  const options = { ...command.options, ...commonOptions, ...command.options };
  let given: LxcArguments;
  try {
    given = getopt(argv, options, command.stops === true);
  } catch (error) {
    if (!(error instanceof GetoptError)) throw error;
    if (error.message !== '') output.note(`${tool}: ${escapeText(error.message)}\n`);
    output.note(renderLxcHelp(tool, command));
    return 1;
  }
  const { values } = given;
  if (values.has('help') || values.has('usage')) {
    // On standard error, as LXC does it.
    output.note(values.has('help') ? renderLxcHelp(tool, command) : renderLxcUsage(tool, command.options));
    return 0;
  }
  if (values.has('version')) {
    output.data(`${version}\n`);
    return 0;
  }
  const quiet = values.has('quiet');
  const context = contextOf(tool, command, given, surroundings, output, quiet);
  const log = values.get('logfile')?.at(-1);
  const say = (text: string) => {
    const line = `${tool}: ${context.name ? `${escapeText(context.name)}: ` : ''}${text}\n`;
    if (log !== undefined) appendFileSync(resolve(surroundings.workingDirectory, log), line, { mode: 0o640 });
    else if (!quiet) output.note(line);
  };
  const level = values.get('logpriority')?.at(-1);
  if (level !== undefined && !levels.includes(level.toUpperCase())) {
    output.note(`${tool}: Invalid log level '${escapeText(level)}': there are ${levels.join(', ')}\n`);
    return 1;
  }
  try {
    if (command.named === 'required' && context.name === '') {
      output.note(`${tool}: No container name specified\n`);
      return 1;
    }
    demandRcfile(values.get('rcfile')?.at(-1), surroundings.workingDirectory);
    if (!surroundings.isRoot) throw new LxcFailure('lxc-compose has to be run as root');
    return await command.run(context);
  } catch (error) {
    if (error instanceof LxcFailure) {
      if (error instanceof LxcParseFailure) output.note(`${tool}: ${error.message}\n`);
      else if (error.message !== '') say(escapeText(error.message));
      return error.exitCode;
    }
    if (!(error instanceof Problem)) throw error;
    const { renderError } = await import('../render-error.js');
    if (!quiet) output.note(await renderError(error, output, surroundings));
    return 1;
  }
}

/** Every tool of LXC loads it first; what is in it counts for those that make something of it. @throws LxcFailure */
function demandRcfile(file: string | undefined, workingDirectory: string): void {
  if (file === undefined) return;
  try {
    accessSync(resolve(workingDirectory, file), constants.R_OK);
  } catch {
    throw new LxcFailure('Failed to load rcfile');
  }
}

function contextOf(
  tool: string,
  command: LxcCommand,
  { values, rest }: LxcArguments,
  surroundings: Surroundings,
  output: LxcContext['output'],
  quiet: boolean,
): LxcContext {
  const { environment, workingDirectory, verbs, now } = surroundings;
  const all = (option: string) => values.get(option) ?? [];
  const value = (option: string) => all(option).at(-1);
  const named = value('name') ?? (command.named === 'no' ? '' : (rest[0] ?? ''));
  const path = lxcPathOf(value('lxcpath') && resolve(workingDirectory, value('lxcpath')!));
  const base: Invocation = {
    files: [],
    profiles: ['*'],
    envFiles: [],
    environment,
    workingDirectory,
    lockTimeoutMs: 60_000,
    trace: noTrace,
    report: event => {
      if (event.type === 'warning' && !quiet) output.note(`${tool}: ${escapeText(event.text)}\n`);
    },
  };
  return {
    tool,
    name: named,
    rest: value('name') === undefined && command.named !== 'no' ? rest.slice(1) : rest,
    has: option => values.has(option),
    value,
    all,
    path,
    invocation: lxcInvocation(base, path),
    verbs,
    output,
    now,
  };
}
