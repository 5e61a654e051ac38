import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { addLxcContainer, isForeign, keepConfiguration, removeLxcContainer } from '../../../app/lxc-path.js';
import { containerNamePattern } from '../../../model/mark.js';
import { type LxcCommand, type LxcContext, LxcFailure } from '../command.js';
import { isDefined, settle } from '../defined.js';

const defaultConfiguration = '/etc/lxc/default.conf';
/** LXC's words for kinds of storage. */
const stores = ['best', 'btrfs', 'dir', 'loop', 'lvm', 'none', 'overlay', 'overlayfs', 'rbd', 'zfs'];
const templates = '/usr/share/lxc/templates';

export const command: LxcCommand = {
  synopsis: '--name=NAME --template=TEMPLATE [OPTION...] [-- template-options]',
  about: 'creates a container',
  options: {
    bdev: { short: 'B', value: 'BDEV', summary: 'Backing store type to use: dir, none, best' },
    config: { short: 'f', value: 'CONFIG', summary: 'Initial configuration file' },
    template: { short: 't', value: 'TEMPLATE', summary: 'Template to use to setup container' },
    // Of stores that there are not here: a script that names them beside -B dir still runs.
    lvname: { short: '0', value: 'NAME', summary: 'Of -B lvm' },
    vgname: { short: '1', value: 'VG', summary: 'Of -B lvm' },
    thinpool: { short: '2', value: 'POOL', summary: 'Of -B lvm' },
    fstype: { short: '3', value: 'TYPE', summary: 'Of -B lvm and loop' },
    fssize: { short: '4', value: 'SIZE', summary: 'Of -B lvm and loop' },
    zfsroot: { short: '5', value: 'PATH', summary: 'Of -B zfs' },
    dir: { short: '6', value: 'DIR', summary: 'Place rootfs directory under DIR' },
    rbdname: { short: '7', value: 'NAME', summary: 'Of -B rbd' },
    rbdpool: { short: '8', value: 'POOL', summary: 'Of -B rbd' },
  },
  named: 'required',
  async run(context) {
    const { name, path, value, invocation, output, verbs } = context;
    if (!containerNamePattern.test(name)) throw new LxcFailure(`"${name}" cannot be a container's name`);
    const store = value('bdev') ?? 'dir';
    if (!stores.includes(store)) throw new LxcFailure(`${store} is not a valid backing storage type`);
    if (!['dir', 'none', 'best'].includes(store))
      throw new LxcFailure(`the backing store ${store} is not supported yet`);
    if (isDefined(context) || isForeign(path, name)) throw new LxcFailure('Container already exists');
    // LXC 1 took a configuration without a template for one that names its own root file system.
    if (value('template') === undefined && value('config') === undefined) {
      output.note(`lxc-create: ${name}: A template must be specified\n`);
      throw new LxcFailure('Use "none" if you really want a container without a rootfs');
    }
    const given = readConfiguration(context);
    const template = value('template') ?? 'none';
    // What stood there before, a root file system perhaps, is not ours to remove.
    const wasThere = existsSync(`${path}/${name}`);
    const rootfs = resolve(value('dir') ?? `${path}/${name}/rootfs`);
    const file = keepConfiguration(path, name, withRootfs(given, template === 'none' ? null : rootfs));
    try {
      if (template !== 'none') await runTemplate(context, template, rootfs);
      keepConfiguration(path, name, withName(readFileSync(file, 'utf8'), name));
      const remarks = await addLxcContainer(invocation, path, name, file);
      for (const { message } of remarks)
        if (!context.has('quiet')) output.note(`lxc-create: ${name}: ${message}\n`);
      return settle(await verbs.create(invocation, { containers: [name] }));
    } catch (error) {
      await removeLxcContainer(invocation, path, name, wasThere ? 'keep' : 'remove').catch(() => {});
      rmSync(file, { force: true });
      throw error;
    }
  },
};

function readConfiguration({ value, invocation }: LxcContext): string {
  const wanted = value('config');
  const file = wanted === undefined ? defaultConfiguration : resolve(invocation.workingDirectory, wanted);
  if (wanted === undefined && !existsSync(file)) return '';
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new LxcFailure(`Failed to load ${file}: ${(error as Error).message}`);
  }
}

/** What lxc-create adds to the configuration that it is given, unless that says it already. */
function withRootfs(text: string, rootfs: string | null): string {
  if (rootfs === null || /^\s*lxc\.rootfs(?:\.path)?\s*=/m.test(text)) return text;
  return `${text.trimEnd()}\nlxc.rootfs.path = dir:${rootfs}\n`;
}

/** Templates add it themselves. */
function withName(text: string, name: string): string {
  if (/^\s*lxc\.(?:uts\.name|utsname)\s*=/m.test(text)) return text;
  return `${text.trimEnd()}\nlxc.uts.name = ${name}\n`;
}

/** Templates are LXC's own programs: they fill the directory and add to the configuration. */
async function runTemplate(
  { name, path, rest, verbs }: LxcContext,
  template: string,
  rootfs: string,
): Promise<void> {
  const program = isAbsolute(template) ? template : `${templates}/lxc-${template}`;
  if (!existsSync(program)) throw new LxcFailure(`Unknown template "${template}": there is no ${program}`);
  mkdirSync(rootfs, { recursive: true });
  const options = [`--path=${path}/${name}`, `--name=${name}`, `--rootfs=${rootfs}`, ...rest];
  const status = await verbs.lxcTemplate(program, options);
  if (status !== 0)
    throw new LxcFailure(`Failed to create container from template: it ended with status ${status}`);
}
