import { existsSync, readFileSync, statSync } from 'node:fs';
import { kernelConfigurationFiles, readKernelConfiguration } from '../../../app/kernel-configuration.js';
import { version } from '../../../version.js';
import type { LxcCommand, LxcContext } from '../command.js';
import { type HostView, kernelReport } from '../kernel-report.js';

const colours: Record<string, string> = { enabled: '1;32', required: '1;31', missing: '1;33' };

export const command: LxcCommand = {
  synopsis: '',
  about: 'check the current kernel for lxc support',
  options: {},
  named: 'no',
  async run(context) {
    const { tool, output } = context;
    output.data(`lxc-compose version ${version}\n`);
    const kernel = configuration(context);
    if (kernel === null) {
      output.note(
        `${tool}: unable to retrieve kernel configuration\n\nTry recompiling with IKCONFIG_PROC, installing the kernel headers,\nor specifying the kernel configuration path with:\n  CONFIG=<path> ${tool}\n`,
      );
      return 1;
    }
    const paint = (word: string) =>
      output.dataIsTerminal ? `\u001b[${colours[word]}m${word}\u001b[0;39m` : word;
    output.data(kernelReport(kernel, host(context.invocation.environment), paint));
    output.data(
      `\nNote : Before booting a new kernel, you can check its configuration\nusage : CONFIG=/path/to/config ${tool}\n\n`,
    );
    return 0;
  },
};

function configuration({ invocation, output }: LxcContext) {
  const [own, ...others] = kernelConfigurationFiles();
  const first = invocation.environment['CONFIG'] || own!;
  const given = readKernelConfiguration(first);
  if (given) return given;
  output.data(`Kernel configuration not found at ${first}; searching...\n`);
  const found = others.map(each => readKernelConfiguration(each)).find(each => each !== null) ?? null;
  if (found) output.data(`Kernel configuration found at ${found.path}\n`);
  return found;
}

function host(environment: Record<string, string | undefined>): HostView {
  return {
    mounts: readFileSync('/proc/self/mounts', 'utf8'),
    modules: existsSync('/proc/modules') ? readFileSync('/proc/modules', 'utf8') : null,
    hasCgroupNamespace: existsSync('/proc/self/ns/cgroup'),
    clonesChildren: directory => existsSync(`${directory}/cgroup.clone_children`),
    find(program) {
      const directories = (environment['PATH'] ?? '').split(':');
      const path = directories.map(each => `${each}/${program}`).find(each => existsSync(each));
      return path === undefined ? null : { isSetuid: (statSync(path).mode & 0o4000) !== 0 };
    },
  };
}
