/** An imported Compose file runs as soon as the root file systems are where the remarks want them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeBusyboxTree } from './busybox-tree.js';
import { beforeAll, Host, isRoot, until } from './harness.js';

const file = `
services:
  web:
    image: example/web
    container_name: front-door
    command: httpd -f -p 80 -h /srv
    ports: ["18080:80"]
    secrets: [word]
    shm_size: 8m
    tmpfs: /run:size=1m,noexec
    mem_limit: 64m
    cpu_shares: 512
    volumes: ["./html:/srv:ro", "/data"]
    healthcheck: {test: [CMD, wget, -qO-, "http://127.0.0.1/"], interval: 200ms}
  client:
    image: example/client
    init: true
    command: ["tail", "-f", "/dev/null"]
    depends_on: {web: {condition: service_healthy}}
    networks: {default: {aliases: [asking]}, inner: {ipv4_address: 10.83.4.5}}
networks:
  inner: {internal: true, ipam: {config: [{subnet: 10.83.4.0/24}]}}
secrets:
  word: {file: ./word.txt}
`;

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let host: Host;
  let spec: string[];
  beforeAll(test, async () => {
    host = await Host.make();
  });
  test.after(() => host.destroy());

  test('an imported Compose file comes up and needs nothing more', async () => {
    const directory = join(host.directory, 'p');
    mkdirSync(join(directory, 'html'), { recursive: true });
    writeFileSync(join(directory, 'compose.yaml'), file);
    writeFileSync(join(directory, 'html/index.html'), 'hello\n');
    writeFileSync(join(directory, 'word.txt'), 'sesame\n');
    const imported = await host.must('import', 'compose', join(directory, 'compose.yaml'));
    assert.match(
      imported.stderr,
      'there are no images here: web wants the content of "example/web" in ./rootfs/web',
    );
    spec = host.spec(imported.stdout);
    for (const name of ['web', 'client']) makeBusyboxTree(join(directory, 'rootfs', name));
    await host.must(...spec, 'up');
    assert.is((await host.compose(...spec, 'plan', '--exit-code')).code, 0);
    assert.is((await host.ps(...spec)).get('front-door')!.health, 'healthy');
  });

  test('its services meet by name and by alias, and the host meets the published port', async () => {
    for (const name of ['web', 'front-door']) {
      const { stdout } = await host.must(...spec, 'exec', '-T', 'client', 'wget', '-qO-', `http://${name}/`);
      assert.is(stdout, 'hello\n');
    }
    const address = host
      .sh('ip -4 -o address show scope global | awk \'$2 == "p" {print $4}\'')
      .split('/')[0]!;
    const answer = () => host.sh(`busybox wget -qO- http://${address}:18080/ || true`);
    assert.is(await until('the published port', answer, Boolean), 'hello\n');
    const { stdout } = await host.must(...spec, 'exec', '-T', 'front-door', 'cat', '/etc/hosts');
    assert.match(stdout, / client asking$/m);
  });

  test('its secret, its memory and its limits are as the file wants them', async () => {
    const inside = async (line: string) =>
      (await host.must(...spec, 'exec', '-T', 'front-door', 'sh', '-c', line)).stdout.trim();
    assert.is(await inside('cat /run/secrets/word'), 'sesame');
    assert.match(await inside("grep ' /dev/shm ' /proc/mounts"), 'size=8192k');
    assert.match(await inside("grep ' /run ' /proc/mounts"), 'size=1024k');
    assert.match(await inside("grep ' /data ' /proc/mounts"), 'rw');
    assert.is(
      host.sh(`cat ${host.cgroup('memory', 'front-door', 'memory.limit_in_bytes')}`).trim(),
      String(64 * 1024 * 1024),
    );
    assert.is(host.sh(`cat ${host.cgroup('cpu', 'front-door', 'cpu.shares')}`).trim(), '512');
  });

  test('down gives the host back as it was', async () => {
    await host.must(...spec, 'down', '-v', '-y');
    assert.equal(await host.leaks(), []);
  });
}
test.run();
