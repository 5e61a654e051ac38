/** What others have made on a host: from what was seen of it to a spec. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatCommented } from '../../src/adopt/commented.js';
import { adoptBridges } from '../../src/adopt/host/bridges.js';
import { type AdoptDraft, emptyDraft, specOf } from '../../src/adopt/host/draft.js';
import { adoptLxc, type LxcTranslation } from '../../src/adopt/host/lxc.js';
import { adoptNamespaces } from '../../src/adopt/host/namespaces.js';
import type { FoundBridge, FoundInterface, FoundNamespace, FoundPeer } from '../../src/model/host-view.js';
import { importLxc } from '../../src/translate/lxc/import.js';
import { projectOf } from '../spec/specs.js';

const test = suite('what is not ours');

const bridge = (name: string, more: Partial<FoundBridge> = {}): FoundBridge => ({
  name,
  up: true,
  mtu: 1500,
  addresses: [],
  ports: [],
  project: null,
  ...more,
});

const veth = (name: string, peer: FoundPeer, more: Partial<FoundInterface> = {}): FoundInterface => ({
  name,
  kind: 'veth',
  mac: '02:00:00:00:00:05',
  mtu: 1500,
  up: true,
  addresses: [],
  routes: [],
  peer,
  ...more,
});

const on = (network: string, port: string): FoundPeer => ({
  where: 'host',
  interface: port,
  bridge: network,
});
const at = (namespace: string, name: string): FoundPeer => ({
  where: 'namespace',
  namespace,
  interface: name,
});
const namespace = (name: string, ...interfaces: FoundInterface[]): FoundNamespace => ({
  name,
  file: `/run/netns/${name}`,
  interfaces,
  sysctls: {},
});

function draftOf(bridges: FoundBridge[], namespaces: FoundNamespace[], joined: string[] = []): AdoptDraft {
  const draft = emptyDraft('host');
  adoptBridges(bridges, namespaces, new Set(joined), draft);
  adoptNamespaces(namespaces, draft);
  return draft;
}

const textOf = (draft: AdoptDraft) =>
  formatCommented({ spec: specOf(draft), head: ['head'], comments: draft.comments, tail: [] });

const lxcOf = (name: string, text: string, pid: number | null = null): LxcTranslation => {
  const file = `/var/lib/lxc/${name}/config`;
  const translation = importLxc({ file, text, readFile: () => null, listFiles: () => [] });
  return { name, file, lxcPath: null, pid, translation };
};

test('bridges are joined; containers are under a profile, without which there are none', async () => {
  const draft = draftOf(
    [bridge('br0', { addresses: ['10.0.0.1/24'], mtu: 1400, ports: ['v1', 'eth7'] })],
    [namespace('One', veth('eth0', on('br0', 'v1'), { addresses: ['10.0.0.5/24'] }))],
    ['br0'],
  );
  const text = textOf(draft);
  assert.match(text, '  # Its ports: v1 (eth0 in the namespace One), eth7.\n');
  const project = await projectOf(text);
  assert.equal(project.containers, []);
  assert.equal(
    project.networks.map(({ name, external, addresses, mtu }) => ({ name, external, addresses, mtu })),
    [{ name: 'br0', external: true, addresses: ['10.0.0.1/24'], mtu: 1400 }],
  );
  const [one] = (await projectOf(text, { profiles: ['adopted'] })).containers;
  assert.is(one!.name, 'one');
  assert.equal(one!.nics[0]!.addresses, ['10.0.0.5/24']);
  // The bridge's address would be a gateway that the namespace does not have.
  assert.is(one!.nics[0]!.gateway, undefined);
});

test('a bridge of our own projects is written only when something adopted is on it', () => {
  const own = bridge('lab0', { project: 'lab' });
  assert.equal(Object.keys(draftOf([own], []).networks), []);
  assert.equal(Object.keys(draftOf([own], [], ['lab0']).networks), ['lab0']);
});

test('addresses that do not go together stay in a comment, so that the spec loads', async () => {
  const draft = draftOf(
    [
      bridge('br0', { addresses: ['10.0.0.1/24'] }),
      bridge('br1', { addresses: ['10.1.0.1/24'] }),
      bridge('br2', { addresses: ['10.1.0.1/24'] }),
    ],
    [namespace('one', veth('eth0', on('br0', 'v1'), { addresses: ['192.168.7.5/24'] }))],
    ['br0'],
  );
  const text = textOf(draft);
  assert.match(text, '# Its addresses: 10.0.0.1/24 (192.168.7.5/24 is on it and does not fit them).');
  assert.match(text, "# Its addresses: 10.1.0.1/24 (10.1.0.1 is another bridge's too).");
  await projectOf(text, { profiles: ['adopted'] });
});

test('a pair between two namespaces is one link, with the addresses of both ends and the smaller mtu', async () => {
  const draft = draftOf(
    [],
    [
      namespace('a', veth('x', at('b', 'y'), { addresses: ['10.9.0.1/30'], mtu: 1400 })),
      namespace('b', veth('y', at('a', 'x'), { addresses: ['10.9.0.2/30'], mtu: 1450 })),
    ],
  );
  const text = textOf(draft);
  assert.equal((await projectOf(text)).links, []);
  assert.equal((await projectOf(text, { profiles: ['adopted'] })).links, [
    {
      ends: [
        { container: 'a', interface: 'x', addresses: ['10.9.0.1/30'] },
        { container: 'b', interface: 'y', addresses: ['10.9.0.2/30'] },
      ],
      mtu: 1400,
    },
  ]);
});

test('routes are gateways where they can be, and those that programs make are told and left out', () => {
  const route = (to: string, via: string | null, more = {}) => ({
    to,
    via,
    metric: 0,
    table: 254,
    protocol: 3,
    ...more,
  });
  const routes = [
    route('0.0.0.0/0', '10.0.0.1'),
    route('::/0', 'fd00::1', { metric: 1024 }),
    route('0.0.0.0/0', '10.0.0.2', { metric: 50 }),
    route('10.5.0.0/16', null, { table: 100, protocol: 4 }),
    route('10.6.0.0/16', '10.0.0.3', { protocol: 16 }),
  ];
  const draft = draftOf([bridge('br0')], [namespace('a', veth('e', on('br0', 'v'), { routes }))], ['br0']);
  const { br0 } = draft.containers['a']!['networks'] as Record<string, Record<string, unknown>>;
  assert.equal(br0!['gateway'], ['10.0.0.1', 'fd00::1']);
  assert.equal(br0!['routes'], [
    { to: 'default', via: '10.0.0.2', metric: 50 },
    { to: '10.5.0.0/16', table: 100 },
  ]);
  assert.equal(draft.remarks.length, 1);
  assert.match(draft.remarks[0]!, 'the route to 10.6.0.0/16 on e of the network namespace a');
});

test('an interface without a place in the spec is told, whatever the reason', () => {
  const draft = draftOf(
    [bridge('br0')],
    [
      namespace(
        'a',
        veth('wg0', null as never, { kind: 'wireguard', peer: null }),
        veth('eth0', null as never, { kind: '', peer: null }),
        veth('far', { where: 'elsewhere' }),
        veth('loose', { where: 'host', interface: 'v', bridge: null }),
        veth('self', at('a', 'self2')),
        veth('p0', on('br0', 'v0')),
        veth('p1', on('br0', 'v1')),
        veth('down', on('br9', 'v9'), { up: false }),
      ),
    ],
    ['br0'],
  );
  assert.equal(
    draft.remarks.map(each => /the interface (\S+) .*: (.*)/.exec(each)!.slice(1)),
    [
      ['wg0', 'kind wireguard has no place in a spec yet'],
      ['eth0', 'hardware has no place in a spec yet'],
      ['far', 'its other end is in a namespace without name'],
      ['loose', 'its other end v is on no bridge'],
      ['self', 'both of its ends are in this namespace'],
      ['p1', 'it is a second one on the bridge br0'],
      ['down', 'the bridge br9 is not in the spec'],
    ],
  );
});

test("LXC's containers keep their names, run or not, and a bridge that is not there is no network", async () => {
  const draft = draftOf([bridge('lxcbr0')], [namespace('web')], ['lxcbr0']);
  const net = (link: string) => `lxc.net.0.type = veth\nlxc.net.0.link = ${link}\nlxc.net.0.flags = up\n`;
  adoptLxc(
    [
      lxcOf('web', `lxc.rootfs.path = dir:/srv/web\n${net('lxcbr0')}`, 4711),
      lxcOf('Old', `lxc.rootfs.path = dir:/srv/old\n${net('gone0')}`),
    ],
    draft,
  );
  const text = textOf(draft);
  assert.match(text, '# There is no bridge gone0 on this host. On it would be:');
  assert.match(text, 'which runs: its first process is 4711');
  assert.equal(
    (await projectOf(text)).networks.map(each => each.name),
    ['lxcbr0'],
  );
  const { containers } = await projectOf(text, { profiles: ['*'] });
  assert.is(containers.length, 3);
  assert.equal(
    containers.map(each => each.nics.map(nic => nic.network)),
    [[], ['lxcbr0'], []],
  );
  assert.ok(containers.some(each => each.name === 'old'));
});

test('names of others cannot leave their comment or their text', async () => {
  const name = 'x\n  evil: {rootfs: host, command: [x]}\u001b[31m';
  const text = textOf(draftOf([bridge('br0', { ports: [name] })], [namespace(name)]));
  assert.not.match(text, '\u001b');
  const { containers } = await projectOf(text, { profiles: ['*'] });
  assert.is(containers.length, 1);
});

test.run();
