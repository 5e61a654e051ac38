/** Commands that a spec names for an interface: LXC's arguments and variables, in the host's namespaces. */
import { hostInterfaceName } from '../model/mark.js';
import { Problem } from '../model/problem.js';
import type { Container, Nic, Project } from '../model/project.js';
import type { HostScript } from '../native/launch-plan.js';
import { runProgram } from '../netbridge/program.js';

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The scripts that a container's monitor runs when it has ended. */
export function downScripts(project: Project, container: Container): HostScript[] {
  return container.nics.flatMap(nic =>
    nic.downScript === undefined ? [] : [scriptOf(project, container, nic, 'down', nic.downScript)],
  );
}

/** Runs what an interface that was just made asks for. @throws Problem with what it printed */
export async function runUpScript(project: Project, container: string, interfaceName: string): Promise<void> {
  const owner = project.containers.find(each => each.name === container);
  const nic = owner?.nics.find(each => each.interface === interfaceName);
  if (!owner || nic?.upScript === undefined) return;
  const { argv, environment } = scriptOf(project, owner, nic, 'up', nic.upScript);
  // Every program of ours starts with an environment of its own; this one gets its variables by env(1).
  const { exitCode, stderr } = await runProgram('/usr/bin/env', [...environment, ...argv], undefined, -1);
  if (exitCode === 0) return;
  const said = stderr.trim().split('\n').at(-1);
  throw new Problem(
    `the script ${nic.upScript} of ${container} gave status ${exitCode}${said ? `: ${said}` : ''}`,
    { remedy: 'Run it by hand with the same arguments (`plan --commands` prints them).' },
  );
}

/** The command line by which a script is run. */
export function upScriptOf(project: Project, container: string, interfaceName: string): string[] {
  const owner = project.containers.find(each => each.name === container);
  const nic = owner?.nics.find(each => each.interface === interfaceName);
  return owner && nic?.upScript !== undefined ? scriptOf(project, owner, nic, 'up', nic.upScript).argv : [];
}

function scriptOf(
  project: Project,
  { name }: Container,
  nic: Nic,
  event: 'up' | 'down',
  command: string,
): HostScript {
  const network = project.networks.find(each => each.name === nic.network);
  const isVeth = !network || network.type === 'bridge';
  const type = isVeth ? 'veth' : network.type;
  const host = isVeth
    ? (nic.hostName ?? hostInterfaceName(project.name, name, nic.interface))
    : network.parent!;
  return {
    // As LXC: a line for the shell, with the arguments behind what stands there.
    argv: ['/bin/sh', '-c', `${command} "$@"`, 'sh', name, 'net', event, type, host],
    environment: [
      `PATH=${path}`,
      `LXC_NAME=${name}`,
      `LXC_HOOK_TYPE=${event}`,
      'LXC_HOOK_SECTION=net',
      `LXC_NET_TYPE=${type}`,
      `LXC_NET_PARENT=${isVeth ? nic.network : host}`,
      ...(isVeth ? [`LXC_NET_PEER=${host}`] : []),
    ],
  };
}
