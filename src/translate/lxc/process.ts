/** What runs, as whom, in which environment and with which of the kernel's limits. */
import { isRlimit } from '../../model/rlimits.js';
import type { SourceRange } from '../../spec/diagnostic.js';
import type { YamlValue } from '../../spec/print/yaml.js';
import { parseVariableName } from '../../spec/values/names.js';
import { parseWholeNumber } from '../../spec/values/number.js';
import { parseSignal } from '../../spec/values/signal.js';
import { parseSysctlKey } from '../../spec/values/sysctl.js';
import { parseUser } from '../../spec/values/user.js';
import type { Bag } from './bag.js';
import { splitArguments } from './command-line.js';
import { readable } from './readable.js';

/** What keeps a container up that is only a place to run programs in: `lxc-execute` would be given one. */
const placeholder = ['sleep', 'infinity'];

/** What boots a whole system. */
const systems = /^(\/usr)?\/(s?bin\/(init|systemd)|lib\/systemd\/systemd)$/;

/**
 * @param isHost the host's programs are the root: its init must not be started a second time
 * @param whole where nothing says what runs
 */
export function programOf(bag: Bag, isHost: boolean, whole: SourceRange): Record<string, YamlValue> {
  // lxc-execute puts a small init of its own before it.
  const command = bag.oneOf('lxc.execute.cmd', argumentsOf);
  if (command) return { init: true, command };
  const [entry, init] = [bag.entryOf('lxc.init.cmd'), bag.oneOf('lxc.init.cmd', argumentsOf)];
  if (init && !(isHost && systems.test(init[0]!))) return { init };
  if (!isHost) return { init: ['/sbin/init'] };
  bag.remarkOn(
    entry?.range ?? whole,
    init
      ? `${init[0]} of the host is not started a second time: the container holds still instead`
      : 'without lxc.rootfs.path and a command LXC would start the init of the host: the container holds still instead',
    'write the `command` that it is for, or run it with `exec`',
  );
  return { init: true, command: placeholder };
}

function argumentsOf(value: string): string[] | undefined {
  const words = splitArguments(value);
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
    const name = readable(value.slice(0, Math.max(separator, 0)), parseVariableName);
    if (name !== undefined) environment[name] = literal(value.slice(separator + 1));
    return name;
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
    ulimits: settings(bag, 'lxc.prlimit.', isRlimit, limitOf),
    sysctls: settings(
      bag,
      'lxc.sysctl.',
      key => readable(key, parseSysctlKey) !== undefined,
      value => literal(value),
    ),
    oom_score_adj:
      bag.oneOf('lxc.proc.oom_score_adj', value =>
        readable(value, text => parseWholeNumber(text, -1000, 1000)),
      ) ?? null,
    no_new_privs:
      bag.oneOf('lxc.no_new_privs', value => (value === '1' ? true : value === '0' ? false : undefined)) ??
      false,
  };
}

function userOf(bag: Bag): string | null {
  const id = (key: string) =>
    bag.oneOf(key, value => (/^\d+$/.test(value) ? readable(value, parseUser) : undefined));
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
  ) as [number, number];
  if (!Number.isSafeInteger(soft) || !Number.isSafeInteger(hard)) return undefined;
  return hard !== -1 && (soft === -1 || soft > hard) ? undefined : { soft, hard };
}

/** Keys that end with a name of the kernel's. */
function settings(
  bag: Bag,
  prefix: string,
  isKnown: (name: string) => boolean,
  translate: (value: string) => YamlValue | undefined,
): Record<string, YamlValue> {
  const result: Record<string, YamlValue> = {};
  const known = (key: string) => key.startsWith(prefix) && isKnown(key.slice(prefix.length));
  for (const key of bag.keys().filter(known)) {
    const value = bag.oneOf(key, translate);
    if (value !== undefined) result[key.slice(prefix.length)] = value;
  }
  return result;
}

/** A dollar sign is no variable in LXC. */
export function literal(text: string): string {
  return text.replaceAll('$', '$$$$');
}
