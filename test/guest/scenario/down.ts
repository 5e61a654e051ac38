/** After the last project nothing of ours is left on the host. */
import { strict as assert } from 'node:assert';
import { existsSync, readdirSync } from 'node:fs';
import type { Check } from './check.js';
import { commandLines, must } from './host.js';
import { lab } from './projects.js';

export const downChecks: Check[] = [
  { name: 'down takes the project away', run: () => void lab.must('down', '--timeout', '1') },
  {
    name: 'no cgroup is left',
    run() {
      const root = '/sys/fs/cgroup/lxc-compose';
      const left = existsSync(root)
        ? readdirSync(root, { withFileTypes: true }).filter(each => each.isDirectory())
        : [];
      assert.deepEqual(
        left.map(each => each.name),
        [],
      );
    },
  },
  {
    name: 'no interface is left',
    run() {
      const links = JSON.parse(must('ip', '-json', 'link')) as { ifname: string }[];
      assert.deepEqual(
        links.map(each => each.ifname),
        ['lo'],
      );
    },
  },
  { name: 'no firewall table is left', run: () => assert.equal(must('nft', 'list', 'tables'), '') },
  {
    name: 'no process is left',
    run() {
      assert.deepEqual(
        commandLines().filter(line => /^(lxc-monitor|sleep|dd|sh -c) /.test(line)),
        [],
      );
    },
  },
];
