import type { Palette } from './colours.js';
import type { Command, CommandEntry } from './command.js';
import { globalOptions } from './global-options.js';
import type { OptionDescription, OptionTable } from './options.js';

const textWidth = 96;

/** `lxc-compose help`: what there is, in groups, and where to go on. */
export function renderOverview(commands: readonly CommandEntry[], palette: Palette): string {
  const sections = [
    'lxc-compose keeps the containers, bridges, mounts and limits of this host equal to a YAML file.',
    `${palette.bold('Usage:')} lxc-compose [FLAG...] COMMAND [ARGUMENT...]`,
  ];
  const width = Math.max(...commands.map(each => title(each).length));
  for (const group of new Set(commands.map(each => each.group))) {
    const members = commands.filter(each => each.group === group);
    const lines = members.map(each => `  ${title(each).padEnd(width)}  ${each.summary}`);
    sections.push([palette.bold(`${group}:`), ...lines].join('\n'));
  }
  sections.push(optionSection('Flags of every command', globalOptions, palette));
  sections.push(
    [
      palette.bold('Start here:'),
      '  lxc-compose doctor         what this host can do',
      '  lxc-compose plan           what would change, and why',
      '  lxc-compose up             make it so',
      '  lxc-compose help COMMAND   everything about a command, with examples',
    ].join('\n'),
  );
  return `${sections.join('\n\n')}\n`;
}

/** `lxc-compose help up` and `lxc-compose up --help`. */
export function renderCommandHelp(entry: CommandEntry, command: Command, palette: Palette): string {
  const usage = [
    'lxc-compose',
    entry.name,
    Object.values(command.options).some(isShown) ? '[FLAG...]' : '',
    command.arguments,
  ];
  const sections = [
    `${entry.summary}.`,
    `${palette.bold('Usage:')} ${usage.filter(each => each !== '').join(' ')}`,
    ...command.description.map(paragraph => wrap(paragraph, textWidth).join('\n')),
  ];
  if (entry.aliases.length > 0) sections.push(`${palette.bold('Also called:')} ${entry.aliases.join(', ')}`);
  if (Object.values(command.options).some(isShown))
    sections.push(optionSection('Flags', command.options, palette));
  const examples = command.examples.flatMap(({ line, meaning }) => [`  # ${meaning}`, `  ${line}`]);
  sections.push([palette.bold('Examples:'), ...examples].join('\n'));
  const variable = `LXC_COMPOSE_${entry.name.toUpperCase()}_<FLAG>`;
  sections.push(`Flags of every command: \`lxc-compose help\`. Each flag can be set as ${variable} too.`);
  return `${sections.join('\n\n')}\n`;
}

function title(entry: CommandEntry): string {
  return [entry.name, ...entry.aliases].join(', ');
}

function isShown(option: OptionDescription): boolean {
  return !option.unsupported && !option.hidden;
}

function optionSection(heading: string, options: OptionTable, palette: Palette): string {
  const shown = Object.entries(options).filter(([, option]) => isShown(option));
  const names = shown.map(([name, option]) => {
    const short = option.short ? `-${option.short}, ` : '    ';
    const value = option.choices ? ` ${option.choices.join('|')}` : option.value ? ` ${option.value}` : '';
    return `  ${short}--${name}${option.choices && value.length > 24 ? ` ${option.value}` : value}`;
  });
  const width = Math.max(...names.map(each => each.length)) + 2;
  const lines = shown.flatMap(([, option], index) => {
    const summary =
      option.choices && option.choices.join('|').length > 23
        ? `${option.summary}: ${option.choices.join(', ')}`
        : option.summary;
    const [first, ...rest] = wrap(summary, Math.max(40, textWidth + 10 - width));
    return [names[index]!.padEnd(width) + first!, ...rest.map(line => ' '.repeat(width) + line)];
  });
  return [palette.bold(`${heading}:`), ...lines].join('\n');
}

/** Lines of at most `width` characters, broken at blanks. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
