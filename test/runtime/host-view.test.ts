/** Which link's other end is which, when several namespaces have links of the same numbers. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { NetworkView, OtherNamespaceView } from '../../src/native/network-view.js';
import { joinViews } from '../../src/runtime/host-view.js';

const test = suite('views of namespaces');

type Link = NetworkView['links'][number];
const link = (ifindex: number, name: string, more: Partial<Link> = {}): Link => ({
  ifindex,
  name,
  mac: '',
  mtu: 1500,
  up: true,
  peerIndex: 0,
  kind: 'veth',
  altnames: [],
  ...more,
});

const view = (numbers: number[], ...links: Link[]): OtherNamespaceView => ({
  numbers,
  sysctls: {},
  links,
  addresses: [{ ifindex: 2, address: '10.0.0.5/24', scope: 0, proto: 0 }],
  routes: [],
});

const asked = ['a', 'b', 'c'].map(name => ({ name, file: `/run/netns/${name}` }));

test('the number of the namespace decides, not that of the link', () => {
  // Each veth has number 2 and a peer with number 2: only the namespaces tell them apart.
  const host = {
    ...view(
      [-1, 0, 1, 2],
      link(1, 'br0', { kind: 'bridge' }),
      link(2, 'vc', { peerIndex: 2, peerNamespace: 2, master: 1 }),
    ),
  };
  const { bridges, namespaces } = joinViews(
    {
      host,
      namespaces: [
        view([-1, -1, 5, -1], link(2, 'x', { peerIndex: 2, peerNamespace: 5 })),
        view([-1, 7, -1, -1], link(2, 'y', { peerIndex: 2, peerNamespace: 7 })),
        view([0, -1, -1, -1], link(2, 'eth0', { peerIndex: 2, peerNamespace: 0 })),
      ],
    },
    asked,
  );
  assert.equal(
    namespaces.map(each => each.interfaces[0]!.peer),
    [
      { where: 'namespace', namespace: 'b', interface: 'y' },
      { where: 'namespace', namespace: 'a', interface: 'x' },
      { where: 'host', interface: 'vc', bridge: 'br0' },
    ],
  );
  assert.equal(bridges[0]!.ports, ['vc']);
});

test('both ends in one namespace, an end nobody knows, and a namespace that went away', () => {
  const { namespaces } = joinViews(
    {
      host: view([-1, 0, 1, 2]),
      namespaces: [
        view(
          [-1, -1, -1, -1],
          link(1, 'lo', { kind: '' }),
          link(2, 'p', { peerIndex: 3 }),
          link(3, 'q', { peerIndex: 2 }),
        ),
        null,
        view(
          [3, -1, -1, -1],
          link(2, 'z', { peerIndex: 9, peerNamespace: -2 }),
          link(4, 'w', { peerIndex: 2, peerNamespace: 8 }),
        ),
      ],
    },
    asked,
  );
  assert.equal(
    namespaces.map(each => [each.name, each.interfaces.map(({ name, peer }) => [name, peer])]),
    [
      [
        'a',
        [
          ['p', { where: 'namespace', namespace: 'a', interface: 'q' }],
          ['q', { where: 'namespace', namespace: 'a', interface: 'p' }],
        ],
      ],
      [
        'c',
        [
          ['z', { where: 'elsewhere' }],
          ['w', { where: 'elsewhere' }],
        ],
      ],
    ],
  );
});

test.run();
