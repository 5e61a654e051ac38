/** What runs, as whom, in which environment and with which of the kernel's limits. */
import type { YamlValue } from '../../spec/print/yaml.js';
import { splitCommandLine } from '../../spec/values/command-line.js';
import { parseSignal } from '../../spec/values/signal.js';
import type { Bag } from './bag.js';
import { readable } from './readable.js';

/** What keeps a container up that is only a place to run programs in: `lxc-execute` would be given one. */
const placeholder = ['sleep', 'infinity'];

/** @param isHost the host's programs are the root: its init must not be started a second time */
export function programOf(bag: Bag, isHost: boolean): Record<string, YamlValue> {
  const command = bag.oneOf('lxc.execute.cmd', argumentsOf);
  if (command) return { command };
  const init = bag.oneOf('lxc.init.cmd', argumentsOf);
  if (init) return { init };
  return isHost ? { command: placeholder } : { init: ['/sbin/init'] };
}

function argumentsOf(value: string): string[] | undefined {
  const words = readable(value, splitCommandLine);
  return words && words.length > 0 ? words.map(literal) : undefined;
}

/**
 * Environment, user, signals, resource limits and settings of the kernel.
 * @param isSystem an init runs, which is asked to stop with SIGPWR here as well
 */
export function processOf(bag: Bag, isSystem: boolean): Record<string, YamlValue> {
  const environment: Record<string, YamlValue> = {};
  // A bare name takes the value that LXC is started with, which is another one each time.
  bag.some('lxc.environment', value => {
    const separator = value.indexOf('=');
    if (separator > 0) environment[value.slice(0, separator)] = literal(value.slice(separator + 1));
    return separator > 0 ? true : undefined;
  });
  return {
    environment,
    user: userOf(bag),
    group_add: bag
      .some('lxc.init.groups', value => (/^[\d ]+$/.test(value) ? value.trim().split(/ +/) : undefined))
      .flat(),
    working_dir: notDefault(
      bag.oneOf('lxc.init.cwd', value => (value.startsWith('/') ? value : undefined)),
      '/',
    ),
    stop_signal: notDefault(
      bag.oneOf('lxc.signal.halt', value => readable(value, parseSignal)),
      isSystem ? 'SIGPWR' : 'SIGTERM',
    ),
    ulimits: settings(bag, 'lxc.prlimit.', limitOf),
    sysctls: settings(bag, 'lxc.sysctl.', value => value),
    oom_score_adj:
      bag.oneOf('lxc.proc.oom_score_adj', value => (/^-?\d{1,4}$/.test(value) ? Number(value) : undefined)) ??
      null,
    no_new_privs:
      bag.oneOf('lxc.no_new_privs', value => (value === '1' ? true : value === '0' ? false : undefined)) ??
      false,
  };
}

function userOf(bag: Bag): string | null {
  const id = (key: string) => bag.oneOf(key, value => (/^\d+$/.test(value) ? value : undefined));
  const [uid, gid] = [id('lxc.init.uid'), id('lxc.init.gid')];
  return notDefault(`${uid ?? 0}:${gid ?? 0}`, '0:0');
}

/** What is so anyway needs no line. */
function notDefault(value: string | undefined, usual: string): string | null {
  return value === undefined || value === usual ? null : value;
}

/** `soft:hard`, or one for both. */
function limitOf(value: string): YamlValue | undefined {
  const match = /^(\d+|unlimited)(?::(\d+|unlimited))?$/.exec(value.replaceAll(' ', ''));
  if (!match) return undefined;
  const [soft, hard] = [match[1]!, match[2] ?? match[1]!].map(each =>
    each === 'unlimited' ? -1 : Number(each),
  );
  return { soft: soft!, hard: hard! };
}

/** Keys that end with a name of the kernel's. */
function settings(
  bag: Bag,
  prefix: string,
  translate: (value: string) => YamlValue | undefined,
): Record<string, YamlValue> {
  const result: Record<string, YamlValue> = {};
  for (const key of bag.keys().filter(each => each.startsWith(prefix))) {
    const value = bag.oneOf(key, translate);
    if (value !== undefined) result[key.slice(prefix.length)] = value;
  }
  return result;
}

/** A dollar sign is no variable in LXC. */
export function literal(text: string): string {
  return text.replaceAll('$', '$$$$');
}
