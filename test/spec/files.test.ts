// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of the spec, not of TypeScript
/** Several files: what a container extends, what a spec includes, and where each mistake is shown. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Container } from '../../src/model/project.js';
import type { Diagnostic } from '../../src/spec/diagnostic.js';
import { type LoadRequest, type LoadResult, load } from '../../src/spec/load.js';

interface Place {
  root: string;
}
const test = suite<Place>('files');

test.before.each(place => {
  place.root = mkdtempSync(join(tmpdir(), 'files-'));
});
test.after.each(({ root }) => rmSync(root, { recursive: true }));

function write(root: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

async function at(root: string, more: Partial<LoadRequest> = {}): Promise<LoadResult> {
  const request = { files: [], profiles: [], envFiles: null, environment: {}, workingDirectory: root };
  return await load({ ...request, ...more });
}

async function containers(root: string, more: Partial<LoadRequest> = {}): Promise<Record<string, Container>> {
  const result = await at(root, more);
  if (!result.ok) throw new Error(result.diagnostics.map(each => each.message).join('\n'));
  return Object.fromEntries(result.project.containers.map(each => [each.name, each]));
}

async function errors(root: string, more: Partial<LoadRequest> = {}): Promise<Diagnostic[]> {
  const result = await at(root, more);
  return result.ok ? [] : result.diagnostics.filter(each => each.severity === 'error');
}

const web = 'rootfs: host, command: [web]';

test('a container is laid over the one that it extends, by the rules of merging', async ({ root }) => {
  write(root, {
    'lxc-compose.yaml': `
containers:
  base: {rootfs: host, command: [base], environment: {A: "1", B: "1"}, cap_drop: [mknod], limits: {pids: 9, memory: 1G}}
  web: {extends: base, command: [web, -x], environment: [B=2], cap_drop: [chown], limits: {memory: !reset null}}
`,
  });
  const { web } = await containers(root);
  assert.equal(web!.command, ['web', '-x']);
  assert.equal(web!.environment, { A: '1', B: '2' });
  assert.not.ok(web!.security.capabilities.includes('mknod'));
  assert.not.ok(web!.security.capabilities.includes('chown'));
  assert.equal(web!.limits, { pids: 9 });
});

test('two containers that extend one differ in nothing but their names', async ({ root }) => {
  write(root, {
    'lxc-compose.yaml': `containers: {base: {${web}}, one: {extends: base}, two: {extends: {service: base}}}`,
  });
  const { one, two } = await containers(root);
  const nameless = ({ name: _name, service: _service, hostname: _hostname, ...rest }: Container) => rest;
  assert.equal(nameless(one!), nameless(two!));
});

test('a chain of files is followed, each path from where its file is', async ({ root }) => {
  write(root, {
    'lxc-compose.yaml':
      'containers: {web: {extends: {service: mid, file: parts/mid.yaml}, volumes: [./own:/own]}}',
    'parts/mid.yaml':
      'services: {mid: {extends: {service: base, file: ../lib/base.yaml}, env_file: mid.env, volumes: ["./mid:/mid"]}}',
    'parts/mid.env': 'FROM=mid',
    'lib/base.yaml':
      'containers: {base: {rootfs: {path: tree}, command: [x], volumes: [{type: bind, source: data, target: /data}, named:/named]}}',
  });
  write(root, { 'lxc-compose.override.yaml': 'volumes: {named: }' });
  const { web } = await containers(root);
  assert.is(web!.rootfs.path, join(root, 'lib/tree'));
  assert.equal(
    web!.mounts.map(each => `${each.source}:${each.target}`),
    [`${root}/lib/data:/data`, 'named:/named', `${root}/parts/mid:/mid`, `${root}/own:/own`],
  );
  assert.equal(web!.environment, { FROM: 'mid' });
});

test('an override may extend a container of the file that it is laid over', async ({ root }) => {
  write(root, {
    'lxc-compose.yaml': `containers: {base: {${web}}}`,
    'lxc-compose.override.yaml': 'services: {more: {extends: base, hostname: other}}',
  });
  assert.is((await containers(root))['more']!.hostname, 'other');
});

test('a circle of extends shows the whole chain', async ({ root }) => {
  write(root, {
    'lxc-compose.yaml': `containers: {a: {extends: b, ${web}}, b: {extends: c, ${web}}, c: {extends: a, ${web}}}`,
  });
  const [first] = await errors(root);
  assert.match(first!.message, /circle: a -> b -> c -> a/);
  write(root, {
    'lxc-compose.yaml': `containers: {a: {extends: {service: b, file: other.yaml}, ${web}}}`,
    'other.yaml': 'containers: {b: {extends: {service: a, file: lxc-compose.yaml}}}',
  });
  assert.match((await errors(root))[0]!.message, /circle: a -> b \(other\.yaml\) -> a/);
});

test('a base that is missing names the file that was searched', async ({ root }) => {
  write(root, {
    'lxc-compose.yaml': `containers: {a: {extends: {service: bas, file: lib/x.yaml}, ${web}}, b: {extends: {service: x, file: no.yaml}, ${web}}, c: {extends: d, ${web}}}`,
    'lib/x.yaml': 'containers: {base: }',
  });
  const found = (await errors(root)).map(each => `${each.range!.line}:${each.range!.column} ${each.message}`);
  assert.equal(found, [
    '1:124 there is no file no.yaml',
    '1:27 there is no container "bas" to extend in lib/x.yaml (did you mean "base"?)',
    '1:178 there is no container "d" to extend in lxc-compose.yaml',
  ]);
});

test('an included spec is complete with its own directory and variables', async ({ root }) => {
  write(root, {
    'lxc-compose.yaml': `include: [db/spec.yaml]\nnetworks: {br0: }\ncontainers: {web: {${web}, networks: [br0, back], depends_on: [db]}}`,
    '.env': 'SHARED=outer\n',
    'db/.env': 'SHARED=inner\nTREE=tree\nBARE=taken\n',
    'db/spec.yaml':
      'name: ignored\nnetworks: {back: }\nservices: {db: {rootfs: "./${TREE}", command: ["$SHARED"], environment: [BARE], networks: [back]}}',
  });
  const { web: one, db } = await containers(root);
  assert.is(db!.rootfs.path, join(root, 'db/tree'));
  assert.equal(db!.command, ['outer']);
  assert.equal(db!.environment, { BARE: 'taken' });
  assert.equal(
    one!.nics.map(each => each.network),
    ['br0', 'back'],
  );
});

test('the long form of include: files over files, directory and variables', async ({ root }) => {
  write(root, {
    'lxc-compose.yaml':
      'include: [{path: [a/one.yaml, a/two.yaml], project_directory: base, env_file: [vars.env]}]\ncontainers: {}',
    'a/one.yaml': `containers: {web: {${web}, hostname: "\${NAME}", env_file: x.env}}`,
    'a/two.yaml': 'containers: {web: {domainname: lab}}',
    'vars.env': 'NAME=given',
    'base/x.env': 'A=1',
  });
  const { web: one } = await containers(root);
  assert.equal([one!.hostname, one!.domainname, one!.environment], ['given', 'lab', { A: '1' }]);
});

test('a name that two included files both have is an error with both files and lines', async ({ root }) => {
  write(root, {
    'lxc-compose.yaml': 'include: [a.yaml, b.yaml]\ncontainers: {}',
    'a.yaml': `networks: {br0: {mtu: 1400}}\ncontainers: {web: {${web}}}`,
    'b.yaml': `networks: {br0: {mtu: 1400}}\ncontainers:\n  web: {rootfs: host, command: [other]}`,
  });
  const found = await errors(root);
  assert.equal(found.length, 1, 'the equal network is no conflict');
  assert.match(
    found[0]!.message,
    /container "web" of the included b\.yaml is another one than that of a\.yaml/,
  );
  assert.is(found[0]!.range!.file, join(root, 'b.yaml'));
  assert.is(found[0]!.range!.line, 3);
  assert.is(found[0]!.related!.range.file, join(root, 'a.yaml'));
  assert.is(found[0]!.related!.range.line, 2);
});

test('what is included can be changed by a file that is laid over all', async ({ root }) => {
  write(root, {
    'lxc-compose.yaml': 'include: [db.yaml]\ncontainers: {}',
    'db.yaml': `containers: {db: {${web}}}`,
    'lxc-compose.override.yaml': 'containers: {db: {hostname: changed}}',
  });
  assert.is((await containers(root))['db']!.hostname, 'changed');
});

test('an include that goes in a circle, or nowhere, is told', async ({ root }) => {
  write(root, {
    'lxc-compose.yaml': `include: [a.yaml, missing.yaml, sub]\ncontainers: {web: {${web}}}`,
    'a.yaml': 'include: [lxc-compose.yaml]',
  });
  mkdirSync(join(root, 'sub'));
  const found = (await errors(root)).map(each => each.message);
  assert.equal(found, [
    'there is no file missing.yaml',
    `cannot read ${root}/sub: it is a directory`,
    '`include` goes in a circle: lxc-compose.yaml -> a.yaml -> lxc-compose.yaml',
  ]);
});

test('all mistakes of all files are shown in one run, each in its own file', async ({ root }) => {
  write(root, {
    'lxc-compose.yaml': `include: [db.yaml]\ncontainers:\n  web: {${web}, hostnam: x}`,
    'lxc-compose.override.yaml': '# a comment\ncontainers:\n  web:\n    limits: {memory: lots}',
    'db.yaml': `containers:\n  db:\n    ${web.replaceAll(', ', '\n    ')}\n    mem_limt: 5`,
  });
  const found = await errors(root);
  assert.equal(
    found
      .map(each => `${each.range!.file.slice(root.length + 1)}:${each.range!.line}:${each.range!.column}`)
      .sort(),
    ['db.yaml:5:5', 'lxc-compose.override.yaml:4:22', 'lxc-compose.yaml:3:39'],
  );
});

test('files with broken YAML are all shown', async ({ root }) => {
  write(root, {
    'lxc-compose.yaml': 'include: [db.yaml]\ncontainers: {web: [}',
    'lxc-compose.override.yaml': 'a: b: c',
    'db.yaml': '"',
  });
  const files = new Set((await errors(root)).map(each => each.range!.file.slice(root.length + 1)));
  assert.equal([...files].sort(), ['lxc-compose.override.yaml', 'lxc-compose.yaml']);
});

test('the content of a file that is no spec is not printed', async ({ root }) => {
  write(root, {
    'lxc-compose.yaml': `include: [x.yaml]\ncontainers: {web: {${web}, extends: {service: a, file: x.yaml}}}`,
  });
  symlinkSync('/etc/passwd', join(root, 'x.yaml'));
  const result = await at(root);
  if (result.ok) throw new Error('it is no spec');
  assert.not.ok(result.sources.has(join(root, 'x.yaml')));
  assert.not.match(JSON.stringify(result.diagnostics), /root:/);
});

test('ten thousand includes end with one sentence', async ({ root }) => {
  const names = Array.from({ length: 10_000 }, (_, index) => `f${index}.yaml`);
  write(root, { 'lxc-compose.yaml': `include: [${names.join(', ')}]\ncontainers: {web: {${web}}}` });
  write(root, Object.fromEntries(names.slice(0, 300).map(name => [name, '{}'])));
  const found = (await errors(root)).map(each => each.message);
  assert.equal(found, ['the spec names more than 256 files']);
});

test('a thousand containers that extend one file read it once', async ({ root }) => {
  const lines = Array.from(
    { length: 1000 },
    (_, index) => `  c${index}: {extends: {service: base, file: base.yaml}}`,
  );
  write(root, {
    'lxc-compose.yaml': `containers:\n${lines.join('\n')}\n`,
    'base.yaml': `containers: {base: {${web}}}`,
  });
  assert.is(Object.keys(await containers(root)).length, 1000);
});

test('--scale goes before the spec', async ({ root }) => {
  write(root, { 'lxc-compose.yaml': `containers: {web: {${web}, scale: 3}, db: {${web}}}` });
  assert.equal(Object.keys(await containers(root, { scale: { web: 1, db: 2 } })), ['web-1', 'db-1', 'db-2']);
  assert.match(
    (await errors(root, { scale: { wen: 1 } }))[0]!.message,
    /no container "wen" to scale \(did you mean "web"/,
  );
});

test.run();
