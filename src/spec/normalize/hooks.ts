/** Hooks as commands by event: short forms written out, paths made absolute. */
import {
  type HookEvent,
  type Hooks,
  hookEvents,
  type ProjectHookEvent,
  type ProjectHooks,
  projectHookEvents,
} from '../../model/hooks.js';
import type { Path } from '../node.js';
import type { List, RawContainer, RawHook, RawProject } from '../raw.js';
import { splitCommandLine } from '../values/command-line.js';
import { GrammarError } from '../values/grammar-error.js';
import { parseArgument } from '../values/names.js';
import { resolveHostPath } from '../values/path.js';
import { type Context, itemsOf } from './context.js';
import { pairsOf } from './pairs.js';

export function normalizeHooks(raw: RawContainer, path: Path, context: Context): Hooks {
  const commands: Hooks['commands'] = {};
  for (const event of hookEvents) {
    const at = [...path, 'hooks', event];
    const argvs = commandsOf(raw.hooks?.[event], event, at, context);
    if (argvs.length > 0) commands[event] = argvs;
  }
  const environment: Record<string, string> = {};
  for (const [name, value] of pairsOf(raw.hooks_environment, [...path, 'hooks_environment'], context)) {
    const text = value ?? context.lookup(name);
    if (text !== undefined) environment[name] = text;
  }
  return { commands, version: raw.hooks?.version ?? 0, environment };
}

/** Undefined for a project without: most have none. */
export function normalizeProjectHooks(raw: RawProject['hooks'], context: Context): ProjectHooks | undefined {
  const hooks: ProjectHooks = {};
  for (const event of projectHookEvents) {
    const argvs = commandsOf(raw?.[event], event, ['hooks', event], context);
    if (argvs.length > 0) hooks[event] = argvs;
  }
  return Object.keys(hooks).length > 0 ? hooks : undefined;
}

/** A list of texts alone is one command; with a list in it, it is one of commands. */
function commandsOf(
  raw: RawHook | undefined,
  event: HookEvent | ProjectHookEvent,
  path: Path,
  context: Context,
): string[][] {
  if (raw == null) return [];
  const several = Array.isArray(raw) && raw.some(each => Array.isArray(each));
  const given: [string | List<string>, Path][] = several
    ? [...itemsOf(raw as List<string | List<string>>, path)]
    : [[raw as string | List<string>, path]];
  return given.flatMap(([each, at]) => {
    const words =
      typeof each === 'string'
        ? (context.findings.read(at, each, text => splitCommandLine(parseArgument(text))) ?? [])
        : [...itemsOf(each, at)].flatMap(
            ([text, place]) => context.findings.read(place, text, parseArgument) ?? [],
          );
    const [program, ...rest] = words;
    const found = context.findings.read(at, program ?? '', text => programOf(text, event, context));
    return found === undefined ? [] : [[found, ...rest]];
  });
}

/** What it is must not depend on where and with which PATH the command is run. @throws GrammarError */
function programOf(
  text: string,
  event: HookEvent | ProjectHookEvent,
  { directory, lookup }: Context,
): string {
  if (event === 'start') {
    if (text.startsWith('/')) return text;
    throw new GrammarError('is no absolute path', 'a start hook runs inside: write /usr/local/bin/prepare');
  }
  if (/^(\/|\.{1,2}\/|~\/)/.test(text)) return resolveHostPath(text, directory, lookup('HOME'));
  throw new GrammarError(
    'is no path of a program',
    'write an absolute path, or ./NAME for one beside the spec',
  );
}
