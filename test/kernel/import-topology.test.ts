/** Imported laboratories on the real kernel: every node reaches every address, and nothing stays behind. */
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, Host, isRoot } from './harness.js';

const fixtures = join(import.meta.dirname, '../../fixtures/import');

/** Addresses that each node has, as the fixtures write them. */
const laboratories = [
  {
    kind: 'containerlab',
    file: 'containerlab/routers/lab.clab.yml',
    nodes: ['pc1', 'pc2', 'r1', 'r2'],
    addresses: ['10.1.0.1', '10.1.0.2', '10.2.0.1', '10.2.0.2', '10.9.0.1', '10.9.0.2'],
  },
  {
    kind: 'kathara',
    file: 'kathara/static-routing/lab.conf',
    nodes: ['pc1', 'pc2', 'pc3', 'r1', 'r2'],
    addresses: ['10.71.1.1', '10.71.1.2', '10.71.1.3', '10.71.2.1', '10.71.2.2', '10.71.9.1', '10.71.9.2'],
  },
];

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  beforeAll(test, async () => {
    host = await Host.make();
  });
  test.after(() => host.destroy());

  for (const { kind, file, nodes, addresses } of laboratories) {
    test(`in the laboratory of ${file} every node reaches every address`, async () => {
      const imported = await host.must('import', kind, join(fixtures, file));
      const spec = host.spec(imported.stdout.replace(/^name: .*\n/, ''), kind);
      await host.must(...spec, 'up');
      assert.equal([...(await host.ps(...spec)).keys()].sort(), nodes);
      const lost: string[] = [];
      for (const node of nodes) {
        const script = addresses.map(each => `ping -c1 -W2 ${each} >/dev/null || echo ${each}`).join('\n');
        const { stdout, code } = await host.compose(...spec, 'exec', '-T', node, 'sh', '-c', script);
        assert.is(code, 0);
        lost.push(
          ...stdout
            .split('\n')
            .filter(Boolean)
            .map(each => `${node} → ${each}`),
        );
      }
      assert.equal(lost, []);
      assert.is((await host.compose(...spec, 'plan', '--exit-code')).code, 0);
    });

    test(`after the laboratory of ${file} the host is as before`, async () => {
      await host.must('-f', join(host.directory, kind, 'lxc-compose.yaml'), 'down', '-v', '-y');
      assert.equal(await host.leaks(), []);
    });
  }

  test('two nodes on a wire of their own reach each other over both families', async () => {
    const imported = await host.must('import', 'kathara', join(fixtures, 'kathara/wires/lab.conf'));
    const spec = host.spec(imported.stdout.replace(/^name: .*\n/, ''), 'wires');
    await host.must(...spec, 'up');
    for (const address of ['10.72.1.1', '2001:db8:72::1']) {
      const line = `for i in 1 2 3 4 5; do ping -c1 -W1 ${address} && exit 0; sleep 0.5; done; exit 1`;
      assert.is((await host.compose(...spec, 'exec', '-T', 'right', 'sh', '-c', line)).code, 0, address);
    }
    await host.must(...spec, 'down', '-v', '-y');
    assert.equal(await host.leaks(), []);
  });
}
test.run();
