/** `config` on real files. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parse } from 'yaml';
import { explainMerge } from '../../src/app/explain-merge.js';
import { load } from '../../src/app/load.js';
import { writeNewFile } from '../../src/app/write-new-file.js';
import { runFake } from './fakes.js';

interface Place {
  root: string;
}
const test = suite<Place>('config');
const verbs = {
  load,
  explainMerge,
  writeNewFile: async (path: string, text: string) => writeNewFile(path, text),
};

test.before.each(place => {
  place.root = mkdtempSync(join(tmpdir(), 'config-'));
  process.env['LXC_COMPOSE_CACHE_DIRECTORY'] = join(place.root, 'cache');
  writeFileSync(
    join(place.root, 'lxc-compose.yaml'),
    `name: lab
containers:
  web:
    rootfs: host
    command: [web]
    limits: {memory: 256M, pids: 9}
    ports: []
    profiles: []
  db: {rootfs: host, command: [db], scale: 2}
`,
  );
  writeFileSync(
    join(place.root, 'lxc-compose.override.yaml'),
    `services:
  web:
    command: [other]
    limits: {memory: 512M, pids: !reset null}
    environment: [A=1]
`,
  );
});
test.after.each(({ root }) => rmSync(root, { recursive: true }));

const at = (root: string, ...argv: string[]) => runFake(argv, { verbs, workingDirectory: root });

test('--explain-merge tells the file of each value, and what it replaces', async ({ root }) => {
  const { data, code } = await at(root, 'config', '--explain-merge', 'web');
  assert.is(code, 0);
  assert.is(
    data,
    `containers.web.rootfs: "host"   lxc-compose.yaml:4:13
containers.web.command: ["other"]   lxc-compose.override.yaml:3:14
  instead of ["web"]   lxc-compose.yaml:5:14
containers.web.limits.memory: "512M"   lxc-compose.override.yaml:4:22
  instead of "256M"   lxc-compose.yaml:6:22
containers.web.limits.pids: taken out by !reset   lxc-compose.override.yaml:4:41
  instead of "9"   lxc-compose.yaml:6:34
containers.web.ports: []   lxc-compose.yaml:7:12
containers.web.profiles: []   lxc-compose.yaml:8:15
containers.web.environment.0: "A=1"   lxc-compose.override.yaml:5:19
`,
  );
  const missing = await at(root, 'config', '--explain-merge', 'web.nothing');
  assert.is(missing.code, 64);
  assert.match(missing.note, 'the spec has nothing at web.nothing');
});

test('--format json is a spec as well, and -o writes a new file and no other', async ({ root }) => {
  const json = await at(root, 'config', '--format', 'json');
  assert.equal(JSON.parse(json.data), parse((await at(root, 'config')).data));
  const written = await at(root, 'config', '-o', 'all.yaml');
  assert.is(written.code, 0);
  assert.is(readFileSync(join(root, 'all.yaml'), 'utf8'), (await at(root, 'config')).data);
  assert.is((await at(root, 'config', '-o', 'all.yaml')).code, 4);
  assert.is((await at(root, '-f', 'all.yaml', 'config')).data, (await at(root, 'config')).data);
});

test('--hash changes with what is said, and not with how or for how many', async ({ root }) => {
  const hash = async (name: string) => (await at(root, 'config', '--hash', name)).data;
  const [web, db] = [await hash('web'), await hash('db')];
  assert.match(web, /^web [0-9a-f]{64}\n$/);
  assert.is(await hash('*'), web + db);
  const file = join(root, 'lxc-compose.yaml');
  const text = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    text
      .replace('scale: 2', 'scale: 1')
      .replace('name: lab', 'name: lab # more')
      .replace('pids: 9', 'pids: 8'),
  );
  assert.is(await hash('*'), web + db);
  writeFileSync(file, text.replace('[db]', '[db, -v]'));
  assert.is(await hash('web'), web);
  assert.is.not(await hash('db'), db);
  assert.is((await at(root, 'config', '--hash', 'x')).code, 64);
});

test('--host-overlay asks for the file of this host', async ({ root }) => {
  assert.is((await at(root, '--host-overlay', 'config')).code, 66);
  writeFileSync(join(root, `lxc-compose.${hostname()}.yaml`), 'containers: {web: {hostname: here}}');
  assert.match((await at(root, '--host-overlay', 'config')).data, 'hostname: here');
  assert.not.match((await at(root, 'config')).data, 'hostname: here');
});

test('names of services and networks', async ({ root }) => {
  assert.is((await at(root, 'config', '--services')).data, 'web\ndb\n');
  assert.is((await at(root, 'config', '--networks')).data, '');
});

test.run();
