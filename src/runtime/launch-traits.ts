/** Marks on a container's processes: label, personality, core scheduling; and whether this host can give them. */
import { existsSync, readFileSync } from 'node:fs';
import { positionOf } from '../model/positions.js';
import { ExitCode, Problem } from '../model/problem.js';
import type { Container, Project } from '../model/project.js';
import type { LaunchPlan } from '../native/launch-plan.js';

/** personality(2): uname tells the 32-bit name of the machine. */
const PER_LINUX32 = 0x0008;

const platforms: Record<string, { native: string; narrow: string }> = {
  x64: { native: 'linux/amd64', narrow: 'linux/386' },
  arm64: { native: 'linux/arm64', narrow: 'linux/arm' },
};

export function launchTraits(
  container: Container,
): Pick<LaunchPlan, 'keyring' | 'coreScheduling' | 'securityLabel' | 'personality'> {
  const { label, keyring } = container.security;
  const present = label !== undefined && hasModule(label.module);
  const text = label?.module === 'apparmor' ? `exec ${label.profile}` : (label?.profile ?? '');
  return {
    keyring,
    coreScheduling: container.coreSched,
    securityLabel: present ? text : '',
    ...(container.platform === platforms[process.arch]?.narrow && { personality: PER_LINUX32 }),
  };
}

/** @param platform OCI's name. @throws Problem for one that this processor is not */
export function personalityOf(platform: string): number {
  const known = platforms[process.arch];
  if (platform === known?.narrow) return PER_LINUX32;
  if (platform === known?.native) return 0;
  throw new Problem(`this host's processor is ${known?.native ?? process.arch}, not ${platform}`, {
    exitCode: ExitCode.execFailed,
    remedy: 'Only the processor’s own 32-bit form can be told instead.',
  });
}

/** What `platform` may be here, in OCI's names. */
export function platformsHere(): string[] {
  const known = platforms[process.arch];
  return known ? [known.native, known.narrow] : [];
}

/** @throws Problem (69) with the line of what this host or kernel cannot give */
export function refuseMissingTraits(project: Project): void {
  for (const container of project.containers) {
    const refuse = (key: string, message: string, remedy: string) => {
      const position = positionOf(project, `containers.${container.name}.${key}`);
      throw new Problem(`container ${container.name} ${message}`, {
        exitCode: ExitCode.unavailable,
        ...(position && { position }),
        remedy,
      });
    };
    const { label } = container.security;
    // Which is so anyway where there is no module.
    const asks = label?.profile !== 'unconfined';
    if (label?.required && asks && !hasModule(label.module)) {
      refuse(
        label.module,
        `wants the label ${label.profile}, and ${label.module} is not active in this kernel`,
        `Boot with it (security=${label.module}), or write {profile: ${label.profile}, required: false}.`,
      );
    }
    const { platform } = container;
    const own = platforms[process.arch];
    if (platform !== undefined && platform !== own?.native && platform !== own?.narrow)
      refuse(
        'platform',
        `is for ${platform}, and this host is ${own?.native ?? process.arch}`,
        'Remove `platform`.',
      );
    if (container.coreSched && !hasCoreScheduling())
      refuse(
        'core_sched',
        'wants cores to itself, and this kernel has no core scheduling',
        'Boot a kernel with CONFIG_SCHED_CORE, or remove `core_sched`.',
      );
  }
}

/** Whether labels of it mean anything here. */
export function hasModule(module: 'apparmor' | 'selinux'): boolean {
  if (module === 'apparmor') return read('/sys/module/apparmor/parameters/enabled').startsWith('Y');
  return existsSync('/sys/fs/selinux/enforce');
}

/** The kernel tells a process's cookie where it can have one. */
export function hasCoreScheduling(): boolean {
  return (
    /^core_cookie/m.test(read('/proc/self/sched')) || /\bsched_core_share_pid\b/.test(read('/proc/kallsyms'))
  );
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
