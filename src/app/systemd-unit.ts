/** A unit of systemd that brings a project up at boot and down at shutdown. */
import type { Invocation } from './contract.js';
import { load } from './load.js';

/** Variables that choose which project is meant and where its things are: the unit starts without the caller's. */
const kept = [
  'LXC_COMPOSE_RUN_DIRECTORY',
  'LXC_COMPOSE_STATE_DIRECTORY',
  'LXC_COMPOSE_CACHE_DIRECTORY',
] as const;

/**
 * With `autostart` anywhere in the spec the unit starts those containers, in their order; else all of the project.
 * @param program absolute path of lxc-compose
 * @returns the text of the unit and the name that its file should have
 */
export async function systemdUnit(
  invocation: Invocation,
  program: string,
): Promise<{ name: string; text: string }> {
  const { project } = await load(invocation);
  const chosen = [
    ...project.files.flatMap(file => ['-f', file]),
    '-p',
    project.name,
    '--project-directory',
    project.directory,
    ...invocation.profiles.flatMap(profile => ['--profile', profile]),
    ...(invocation.envFiles ?? []).flatMap(file => ['--env-file', file]),
  ];
  const line = (...verb: string[]) => [program, ...chosen, ...verb].map(unitWord).join(' ');
  const ordered = project.containers.some(each => each.autostart);
  const variables = kept.flatMap(name => {
    const value = invocation.environment[name];
    return value ? [`Environment=${unitWord(`${name}=${value}`)}`] : [];
  });
  const text = [
    '[Unit]',
    `Description=Containers of ${project.name} (lxc-compose)`,
    'Wants=network-online.target',
    'After=network-online.target local-fs.target',
    `RequiresMountsFor=${unitWord(project.directory)}`,
    '',
    '[Service]',
    'Type=oneshot',
    'RemainAfterExit=yes',
    ...variables,
    `ExecStart=${ordered ? line('autostart', '--all') : line('up', '-y')}`,
    `ExecReload=${line('up', '-y')}`,
    `ExecStop=${line('down')}`,
    '# Each container bounds its own start and stop.',
    'TimeoutSec=infinity',
    '',
    '[Install]',
    'WantedBy=multi-user.target',
    '',
  ].join('\n');
  return { name: `lxc-compose-${project.name}.service`, text };
}

/** A word of a command line as systemd.service(5) reads it: `%` begins a specifier, `$` a variable. */
function unitWord(word: string): string {
  const escaped = word.replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /^[\w@%+=:,./$-]+$/.test(escaped)
    ? escaped
    : `"${escaped.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
