/** Why a container does not start, one row a cause: a sentence with what the kernel said, the line of the spec, and a remedy. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeBusyboxTree } from './busybox-tree.js';
import { beforeAll, Host, isRoot } from './harness.js';

const test = suite('failure-table');

/** `@` is the host's directory. `says` is of the sentence: the call and the errno, or what takes their place. */
const rows: { cause: string; keys: string; says: RegExp }[] = [
  {
    cause: 'no program of that name',
    keys: 'command: [nosuchprogram]',
    says: /nosuchprogram.*execve: ENOENT/,
  },
  { cause: 'no program at that path', keys: 'command: [/no/such]', says: /\/no\/such.*execve: ENOENT/ },
  {
    cause: 'a program without the right to run',
    keys: 'command: [/etc/plain]',
    says: /\/etc\/plain.*execve: EACCES/,
  },
  {
    cause: 'a file that is no program',
    keys: 'command: [/etc/garbage]',
    says: /\/etc\/garbage.*execve: ENOEXEC/,
  },
  { cause: 'no init in the root', keys: 'init: /sbin/nosuchinit', says: /nosuchinit.*execve: ENOENT/ },
  { cause: 'no root', keys: 'rootfs: /no/root', says: /\/no\/root.*ENOENT/ },
  { cause: 'a root that is a file', keys: 'rootfs: @/file', says: /file.*(ENOTDIR|EINVAL)/ },
  { cause: 'no such user', keys: 'user: nosuchuser', says: /nosuchuser.*ENOENT/ },
  { cause: 'no such group', keys: 'user: "0:nosuchgroup"', says: /nosuchgroup.*ENOENT/ },
  {
    cause: 'a working directory that is a file',
    keys: 'working_dir: /etc/plain',
    says: /\/etc\/plain.*ENOTDIR/,
  },
  {
    cause: 'no source of a bind',
    keys: 'volumes: [{type: bind, source: /no/source, target: /mnt, bind: {create_host_path: false}}]',
    says: /\/no\/source.*ENOENT/,
  },
  {
    cause: 'a bind below a file',
    keys: 'volumes: ["@/tree:/etc/plain/below"]',
    says: /plain.*(ENOTDIR|ENOENT)/,
  },
  { cause: 'no such device', keys: 'devices: [/dev/nosuchdevice]', says: /nosuchdevice.*ENOENT/ },
  {
    cause: 'processors that there are not',
    keys: 'limits: {cpuset: 900-901}',
    says: /cpuset.*write: (EINVAL|ERANGE|EACCES)/,
  },
  {
    cause: 'a limit of the other generation',
    keys: 'limits: {memory_high: 10M}',
    says: /memory_high.*ENOENT/,
  },
  { cause: 'a sysctl that there is not', keys: 'sysctls: {net.ipv4.nosuch: 1}', says: /nosuch.*ENOENT/ },
  {
    cause: 'a value that a sysctl does not take',
    keys: 'sysctls: {net.core.somaxconn: -5}',
    says: /somaxconn.*EINVAL/,
  },
  { cause: 'no such parent', keys: 'networks: [away]', says: /nosuchparent/ },
  { cause: 'no such bridge', keys: 'networks: [nosuchbridge]', says: /nosuchbridge/ },
  { cause: 'a foreign interface of the bridge’s name', keys: 'networks: [taken0]', says: /taken0.*EEXIST/ },
  {
    cause: 'a label without its module',
    keys: 'selinux: "system_u:system_r:x_t:s0"',
    says: /selinux is not active/,
  },
  { cause: 'another processor', keys: 'platform: linux/arm64', says: /linux\/arm64/ },
  { cause: 'a hook that fails', keys: 'hooks: {pre-start: [/bin/false]}', says: /pre-start hook.*/ },
];

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;

  beforeAll(test, async () => {
    host = await Host.make();
    const tree = join(host.directory, 'tree');
    makeBusyboxTree(tree);
    writeFileSync(join(tree, 'etc/plain'), '#!/bin/sh\n', { mode: 0o644 });
    writeFileSync(join(tree, 'etc/garbage'), 'garbage', { mode: 0o755 });
    writeFileSync(join(host.directory, 'file'), '');
    host.sh('ip link add taken0 type bridge');
  });
  test.after(() => host.destroy());

  const networks = `  away: {type: macvlan, parent: nosuchparent}
  nosuchbridge: {external: true}
  taken0: {addresses: [10.9.0.1/24]}
`;
  for (const { cause, keys, says } of rows)
    test(cause, async () => {
      const own = keys.replaceAll('@', host.directory);
      const network = /networks: \[(\w+)\]/.exec(keys)?.[1];
      const used = networks.split('\n').filter(line => line.trim().startsWith(`${network}:`));
      const root = keys.startsWith('rootfs:') ? '' : `    rootfs: ${host.directory}/tree\n`;
      const program = /^(command|init):/.test(keys) ? '' : '    command: [sleep, "1000"]\n';
      const text = `${used.length > 0 ? `networks:\n${used.join('\n')}\n` : ''}containers:\n  c:\n${root}${program}    ${own}\n`;
      const spec = host.spec(text, 'table');
      const { code, stdout, stderr } = await host.compose(...spec, 'up');
      const said = stdout + stderr;
      assert.not.equal(code, 0, said);
      const sentence = said.split('\n').find(line => line.startsWith('Error:')) ?? said;
      assert.match(sentence, says, said);
      assert.match(sentence, /\.yaml:\d+/, said);
      const after = said.slice(said.indexOf(sentence) + sentence.length).trimStart();
      assert.match(after.split('\n').find(line => !/^\s*\d* *\|/.test(line)) ?? '', /\w/, said);
      await host.compose(...spec, 'down', '--timeout', '0');
    });

  test('nothing is left of any of them', async () => {
    host.sh('ip link del taken0');
    assert.equal(await host.leaks(), []);
  });

  test.run();
}
