/** Docker Compose's hooks, which run inside: `post_start` and `pre_stop`. */
import type { InsideHook } from '../../model/hooks.js';
import type { Path } from '../node.js';
import type { RawContainer, RawInsideHook } from '../raw.js';
import { parseInsidePath } from '../values/path.js';
import { parseUser } from '../values/user.js';
import { type Context, itemsOf } from './context.js';
import { pairsOf } from './pairs.js';
import { argumentsOf } from './process.js';

export function normalizeInsideHooks(raw: RawContainer, path: Path, context: Context): InsideHook[] {
  return (['post_start', 'pre_stop'] as const).flatMap(event =>
    [...itemsOf(raw[event], [...path, event])].map(([item, at]) => hookOf(event, item, at, context)),
  );
}

function hookOf(event: InsideHook['event'], raw: RawInsideHook, path: Path, context: Context): InsideHook {
  const { findings } = context;
  const command = argumentsOf(raw.command, [...path, 'command'], context);
  if (command.length === 0) findings.error('missing-key', path, `a hook of ${event} has no \`command\``);
  const user = raw.user === undefined ? undefined : findings.read([...path, 'user'], raw.user, parseUser);
  const workingDir =
    raw.working_dir === undefined
      ? undefined
      : findings.read([...path, 'working_dir'], raw.working_dir, parseInsidePath);
  const environment: Record<string, string> = {};
  for (const [name, value] of pairsOf(raw.environment, [...path, 'environment'], context)) {
    const text = value ?? context.lookup(name);
    if (text !== undefined) environment[name] = text;
  }
  return {
    event,
    command,
    ...(user !== undefined && { user }),
    ...(workingDir !== undefined && { workingDir }),
    privileged: raw.privileged ?? false,
    environment,
  };
}
