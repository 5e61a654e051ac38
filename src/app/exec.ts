import { existsSync } from 'node:fs';
import { ExitCode, Problem } from '../model/problem.js';
import { execInContainer } from '../runtime/exec.js';
import { personalityOf } from '../runtime/launch-traits.js';
import { readContainers } from '../runtime/living.js';
import { containerRunDirectory, projectDirectories } from '../store/directories.js';
import type { ExecOptions, Invocation } from './contract.js';
import { load } from './load.js';
import { namespaceFlagsOf } from './namespace-flags.js';

/**
 * Runs a program in a running container.
 * @returns its exit status, or 128 + the signal that ended it
 * @throws Problem with exit code 125 (ours), 126 (not executable) or 127 (not found)
 */
export async function exec(invocation: Invocation, options: ExecOptions): Promise<number> {
  const { project } = await load(invocation);
  const directories = projectDirectories(project.name);
  const living = readContainers(directories.run);
  const name = instanceOf(options.container, living);
  if (name === null) {
    const frozen = living.get(options.container)?.state === 'FROZEN';
    throw new Problem(`${options.container} is ${frozen ? 'frozen' : 'not running'}`, {
      exitCode: ExitCode.execFailed,
      remedy: frozen
        ? `Let it go on first: lxc-compose unfreeze ${options.container}`
        : `Start it: lxc-compose up ${options.container}`,
    });
  }
  const { without = [], namespaces, platform, label, transcript, ...request } = options;
  if (label !== undefined) demandSelinux();
  const given = {
    ...request,
    label,
    ownCgroup: without.includes('cgroup'),
    unlabelled: without.includes('label'),
    namespaces: namespaces && namespaceFlagsOf(namespaces),
    personality: platform === undefined ? undefined : personalityOf(platform),
  };
  return execInContainer(containerRunDirectory(directories, name), given, transcript);
}

function demandSelinux(): void {
  if (existsSync('/sys/fs/selinux/enforce')) return;
  throw new Problem('the kernel has no SELinux, or it is off (CONFIG_SECURITY_SELINUX)', {
    exitCode: ExitCode.execFailed,
    remedy: 'Leave the context away, or start the kernel with selinux=1.',
  });
}

/** An instance by its own name, or a service's first running instance. */
function instanceOf(name: string, living: ReturnType<typeof readContainers>): string | null {
  const running = [...living.values()].filter(each => each.state === 'RUNNING').map(each => each.name);
  if (running.includes(name)) return name;
  return (
    running.find(each => each.startsWith(`${name}-`) && /^\d+$/.test(each.slice(name.length + 1))) ?? null
  );
}
