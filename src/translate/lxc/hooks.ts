/** Hooks, both ways. LXC hands each line to a shell behind `exec`; a line that needs none is written as its words. */
import { type Hooks, hookEvents } from '../../model/hooks.js';
import type { YamlValue } from '../../spec/print/yaml.js';
import { parseVariableName } from '../../spec/values/names.js';
import type { Bag } from './bag.js';
import { line } from './line.js';
import { isOneLine } from './losses.js';
import { literal } from './process.js';
import { readable } from './readable.js';

/** Behind the line stands what LXC adds: name, section, event. */
const shellBefore = 'exec ';
const shellBehind = ' "$@"';

export function hooksOf(bag: Bag): Record<string, YamlValue> {
  const version = bag.oneOf('lxc.hook.version', value => (/^[01]$/.test(value) ? Number(value) : undefined));
  const hooks: Record<string, YamlValue> = version === 1 ? { version } : {};
  for (const event of hookEvents) {
    const commands = bag.some(`lxc.hook.${event}`, value =>
      isOneLine(value) ? commandOf(value) : undefined,
    );
    if (commands.length > 0) hooks[event] = commands.length === 1 ? commands[0]! : commands;
  }
  const environment: Record<string, YamlValue> = {};
  bag.some('lxc.environment.hooks', value => {
    const separator = value.indexOf('=');
    const name = readable(value.slice(0, Math.max(separator, 0)), parseVariableName);
    if (name !== undefined) environment[name] = literal(value.slice(separator + 1));
    return name;
  });
  return { hooks, hooks_environment: environment };
}

function commandOf(value: string): string[] {
  const plain = /^\/[\w./:=@%+,-]*( +[\w./:=@%+,-]+)*$/.test(value);
  const words = plain ? value.split(/ +/) : ['/bin/sh', '-c', `${shellBefore}${value}${shellBehind}`, 'sh'];
  return words.map(literal);
}

export function hookLines({ commands, version, environment }: Hooks): string[] {
  const lines = Object.entries(commands).flatMap(([event, argvs]) =>
    argvs.flatMap(argv => {
      const text = shellLine(argv);
      return text === undefined ? [] : [line(`lxc.hook.${event}`, text)];
    }),
  );
  return [
    ...(version === 1 ? [line('lxc.hook.version', 1)] : []),
    ...lines,
    ...Object.entries(environment)
      .filter(([, value]) => isOneLine(value))
      .map(([name, value]) => line('lxc.environment.hooks', `${name}=${value}`)),
  ];
}

function shellLine(argv: readonly string[]): string | undefined {
  if (!argv.every(isOneLine)) return undefined;
  const [shell, option, text, name, ...more] = argv;
  const isOurs = shell === '/bin/sh' && option === '-c' && name === 'sh' && more.length === 0;
  if (isOurs && text!.startsWith(shellBefore) && text!.endsWith(shellBehind))
    return text!.slice(shellBefore.length, -shellBehind.length);
  return argv.map(quoted).join(' ');
}

function quoted(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
