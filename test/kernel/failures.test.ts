/** What cannot be done is said in one sentence with the line that asked for it, and the rest of the project runs. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, Host, isRoot } from './harness.js';

const text = `
networks:
  br0: {addresses: [10.0.2.1/24], pool: 10.0.2.10-10.0.2.20}
containers:
  good:
    rootfs: host
    command: [sleep, infinity]
    networks: [br0]
  nocommand:
    rootfs: host
    command: [/no/such/program]
    networks: [br0]
  noroot:
    rootfs: /no/such/root
    command: [sleep, infinity]
    networks: [br0]
  nolimit:
    rootfs: host
    command: [sleep, infinity]
    limits: {cpuset: 900-901}
`;

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  beforeAll(test, async () => {
    host = await Host.make();
  });
  test.after(() => host.destroy());

  const sentence = (output: string, container: string) =>
    output.split('\n').find(line => line.startsWith('Error:') && line.includes(container)) ?? output;

  test('each failure is one sentence with its line, call, errno and remedy; the others run', async () => {
    const spec = host.spec(text);
    const { code, stderr, stdout } = await host.compose(...spec, 'up');
    assert.is(code, 3);
    const said = stdout + stderr;
    assert.match(
      sentence(said, 'nocommand'),
      /cannot run the command \/no\/such\/program.*yaml:\d+.*execve: ENOENT/,
    );
    assert.match(sentence(said, 'noroot'), /\/no\/such\/root.*yaml:\d+.*open_tree: ENOENT/);
    assert.match(sentence(said, 'nolimit'), /cpuset.*yaml:\d+.*write: (EINVAL|ERANGE|EACCES)/);
    assert.match(said, 'Check that /no/such/program exists in the root file system.');
    for (const name of ['nocommand', 'noroot', 'nolimit'])
      assert.is(said.split(`container ${name}: failed`).length, 2, said);
    const rows = await host.ps(...spec);
    assert.is(rows.get('good')!.state, 'RUNNING');
    for (const name of ['nocommand', 'noroot', 'nolimit']) assert.is(rows.get(name)!.state, 'STOPPED');
    await host.must(...spec, 'down', '--timeout', '0');
    assert.equal(await host.leaks(), []);
  });

  test("a bridge's name that a foreign interface has is not touched", async () => {
    host.sh('ip link add br0 type bridge');
    const spec = host.spec(
      text.replace(/ {2}nocommand:[\s\S]*$/, '  alone:\n    rootfs: host\n    command: [sleep, infinity]\n'),
      'q',
    );
    const { code, stderr, stdout } = await host.compose(...spec, 'up');
    assert.is(code, 3);
    assert.match(
      stdout + stderr,
      /interface br0 exists already and is not ours.*yaml:\d+.*ip link add name br0.*EEXIST/,
    );
    assert.match(stdout + stderr, 'external: true');
    assert.is((await host.ps(...spec)).get('alone')!.state, 'RUNNING');
    assert.is((await host.ps(...spec)).get('good')!.state, 'STOPPED');
    await host.must(...spec, 'down', '--timeout', '0');
    assert.is(JSON.parse(host.sh('ip -json link show br0'))[0].altnames, undefined);
    host.sh('ip link delete br0');
    assert.equal(await host.leaks(), []);
  });

  test('a spec that is wrong changes nothing and names every mistake', async () => {
    const spec = host.spec(
      'containers:\n  a: {rootfs: host, comand: [x]}\n  b: {rootfs: host, limits: {memory: lots}}\n',
      'r',
    );
    const { code, stderr } = await host.compose(...spec, 'up');
    assert.is(code, 65);
    assert.match(stderr, /yaml:3:\d+.*comand/);
    assert.match(stderr, /yaml:4:\d+.*lots/);
    assert.equal(await host.leaks(), []);
  });
}
test.run();
