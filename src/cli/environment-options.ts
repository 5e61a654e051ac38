import type { OptionTable, OptionValues } from './options.js';
import { checkedValue } from './parse-arguments.js';

/**
 * Fills in what was not typed from the environment. Every flag has `LXC_COMPOSE_<COMMAND>_<FLAG>`, global ones also
 * `LXC_COMPOSE_<FLAG>`, and some a name that Docker Compose's users know (`LXC_COMPOSE_PROFILES`). What is typed wins,
 * then the command's variable. An empty variable counts as absent.
 * @throws Problem (64) when a variable has a value that its flag would not take
 */
export function fillFromEnvironment(
  values: OptionValues,
  options: OptionTable,
  isGlobal: (name: string) => boolean,
  command: string,
  environment: Record<string, string | undefined>,
): OptionValues {
  const filled = { ...values };
  for (const [name, option] of Object.entries(options)) {
    if (filled[name] !== undefined) continue;
    for (const variable of variableNames(name, option.environment, command, isGlobal(name))) {
      const value = environment[variable];
      if (value === undefined || value === '') continue;
      const separator = name === 'file' ? (environment['LXC_COMPOSE_PATH_SEPARATOR'] ?? ':') : ',';
      filled[name] = option.multiple
        ? value
            .split(separator)
            .filter(each => each !== '')
            .map(each => checkedValue(variable, option, each, command) as string)
        : checkedValue(variable, option, value, command);
      break;
    }
  }
  return filled;
}

function variableNames(name: string, own: string | undefined, command: string, isGlobal: boolean): string[] {
  const upper = (word: string) => word.toUpperCase().replaceAll('-', '_');
  const names = [`LXC_COMPOSE_${upper(command)}_${upper(name)}`];
  if (own) names.push(own);
  if (isGlobal) names.push(`LXC_COMPOSE_${upper(name)}`);
  return names;
}
