import type { LxcCommand } from '../command.js';

const usage = `Usage: lxc-config -l: list all available configuration items
       lxc-config item: print configuration item
`;

export const command: LxcCommand = {
  synopsis: '[-l] ITEM',
  about: 'query the system configuration',
  options: { list: { short: 'l', summary: 'list all available ITEMs' } },
  named: 'no',
  async run({ rest, output, has, path }) {
    const items: Record<string, string> = {
      'lxc.default_config': '/etc/lxc/default.conf',
      'lxc.lxcpath': path,
      // What LXC says where its own configuration says nothing; none of these stores is here.
      'lxc.bdev.lvm.vg': 'lxc',
      'lxc.bdev.lvm.thin_pool': 'lxc',
      'lxc.bdev.zfs.root': 'lxc',
      'lxc.cgroup.use': 'lxc.cgroup.use is not set.',
      'lxc.cgroup.pattern': 'lxc-compose/PROJECT/%n',
    };
    if (has('list')) {
      output.data(`${Object.keys(items).join('\n')}\n`);
      return 0;
    }
    const [item] = rest;
    if (item === undefined || !Object.hasOwn(items, item)) {
      // On standard output, as LXC does it.
      output.data(item === undefined ? usage : `Unknown configuration item: ${item}\n`);
      return item === undefined ? 0 : 1;
    }
    output.data(`${items[item]}\n`);
    return 0;
  },
};
