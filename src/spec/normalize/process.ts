/** What runs in a container and as whom. */
import type { Container } from '../../model/project.js';
import type { Path } from '../node.js';
import type { OneOrMany, RawContainer } from '../raw.js';
import { splitCommandLine } from '../values/command-line.js';
import { parseDuration } from '../values/duration.js';
import { parseArgument, parseHostName, parsePlainText } from '../values/names.js';
import { parseInsidePath } from '../values/path.js';
import { parseSignal } from '../values/signal.js';
import { parseGroup, parseUser } from '../values/user.js';
import { type Context, itemsOf } from './context.js';

type ProcessPart = Pick<
  Container,
  | 'system'
  | 'command'
  | 'reaper'
  | 'user'
  | 'groupAdd'
  | 'workingDir'
  | 'stopSignal'
  | 'stopGraceMs'
  | 'rebootSignal'
  | 'tty'
  | 'stdinOpen'
  | 'domainname'
>;

const defaultGraceMs = 10_000;

export function normalizeProcess(raw: RawContainer, path: Path, context: Context): ProcessPart {
  const { findings } = context;
  const read = <Value>(key: keyof RawContainer, convert: (text: string) => Value): Value | undefined =>
    typeof raw[key] === 'string' ? findings.read([...path, key], raw[key], convert) : undefined;
  const program = programOf(raw, path, context);
  const domainname = read('domainname', parseHostName);
  // SIGPWR is how LXC asks an init to shut down; an application is asked with SIGTERM.
  const stopSignal = read('stop_signal', parseSignal) ?? (program.system ? 'SIGPWR' : 'SIGTERM');
  return {
    ...program,
    user: read('user', parseUser) ?? '0:0',
    groupAdd: [...itemsOf(raw.group_add, [...path, 'group_add'])].flatMap(
      ([text, at]) => findings.read(at, text, parseGroup) ?? [],
    ),
    workingDir: read('working_dir', parseInsidePath) ?? '/',
    stopSignal,
    stopGraceMs: read('stop_grace_period', parseDuration) ?? defaultGraceMs,
    rebootSignal: read('reboot_signal', parseSignal) ?? (program.system ? 'SIGINT' : stopSignal),
    tty: raw.tty ?? false,
    stdinOpen: raw.stdin_open ?? false,
    ...(domainname !== undefined && { domainname }),
  };
}

function programOf(
  raw: RawContainer,
  path: Path,
  context: Context,
): Pick<Container, 'system' | 'command' | 'reaper'> {
  const { findings } = context;
  const init = raw.init === 'true' || raw.init === 'false' ? raw.init === 'true' : raw.init;
  const entrypoint = argumentsOf(raw.entrypoint, [...path, 'entrypoint'], context);
  const command = argumentsOf(raw.command, [...path, 'command'], context);
  const argv = [...entrypoint, ...command];
  if (typeof init === 'string' || Array.isArray(init)) {
    for (const key of ['command', 'entrypoint'] as const) {
      if (raw[key] == null) continue;
      findings.error('contradiction', [...path, key], `"init" and "${key}" contradict each other`, {
        hint: '`init: PATH` makes a system container, `command` an application container; `init: true` goes with a command',
        atKey: true,
      });
    }
    const program = typeof init === 'string' ? [init] : argumentsOf(init, [...path, 'init'], context);
    return { system: true, command: program, reaper: false };
  }
  if (argv.length > 0) return { system: false, command: argv, reaper: init === true };
  // With a root file system of its own and nothing said, LXC starts its init.
  if (init === undefined && raw.rootfs !== undefined && raw.rootfs !== 'host') {
    return { system: true, command: ['/sbin/init'], reaper: false };
  }
  findings.error('missing-key', path, `container "${String(path[1])}" has neither \`command\` nor \`init\``, {
    hint: 'write what it runs: `command: [sleep, infinity]`, or `init: /sbin/init` for a system container',
    atKey: true,
    absent: ['command', 'entrypoint', 'init', 'image'],
  });
  return { system: false, command: ['/bin/false'], reaper: init === true };
}

/** A text is split as a shell would; a list is taken as it is. */
export function argumentsOf(raw: OneOrMany | undefined, path: Path, { findings }: Context): string[] {
  if (typeof raw === 'string')
    return findings.read(path, raw, text => splitCommandLine(parseArgument(text))) ?? [];
  return [...itemsOf(raw, path)].flatMap(([text, at]) => findings.read(at, text, parseArgument) ?? []);
}

/** The given host name, or the instance's name. */
export function hostnameOf(raw: RawContainer, instance: string, path: Path, { findings }: Context): string {
  if (raw.hostname === undefined) return instance;
  return (
    findings.read([...path, 'hostname'], raw.hostname, text => parseHostName(parsePlainText(text))) ??
    instance
  );
}
