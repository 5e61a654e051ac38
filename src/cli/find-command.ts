import type { CommandEntry } from './command.js';
import { unknownName, usageProblem } from './usage.js';

/** Verbs that Docker Compose, LXC or our documentation promises and that are not built yet. */
const notBuilt = new Set(
  `agent  checkpoint clone cp device export fmt gc graph
  images import init lint migrate netns prune run-suite scale set state ui validate verify viz watch`.split(
    /\s+/,
  ),
);

/**
 * The command behind a name or an alias.
 * @throws Problem (64) with the name that was probably meant
 */
export function findCommand(commands: readonly CommandEntry[], name: string): CommandEntry {
  const entry = commands.find(each => each.name === name || each.aliases.includes(name));
  if (entry) return entry;
  const overview = 'See `lxc-compose help` for the commands there are.';
  if (notBuilt.has(name))
    throw usageProblem(`\`lxc-compose ${name}\` is not supported yet`, undefined, overview);
  throw usageProblem(
    unknownName(
      'command',
      name,
      visibleCommands(commands).flatMap(each => [each.name, ...each.aliases]),
    ),
    undefined,
    overview,
  );
}

/** All but the ones that only scripts call. */
export function visibleCommands(commands: readonly CommandEntry[]): CommandEntry[] {
  return commands.filter(each => each.group !== 'hidden');
}
