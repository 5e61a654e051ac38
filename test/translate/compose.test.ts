// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of the spec, not of TypeScript
/** What the import of Docker Compose's files decides. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SpecFailure } from '../../src/spec/diagnostic.js';
import { compose, loadImported } from './imported.js';

/** The import of one service with these lines; `rest` stands at the top level. */
function service(lines: string, rest = '') {
  const body = lines.split('\n').map(line => `    ${line}\n`);
  return compose(`services:\n  web:\n    image: i\n    command: sleep 1\n${body.join('')}${rest}`);
}

type Container = Record<string, unknown>;

function web(lines: string, rest = ''): Container {
  return (service(lines, rest).spec['containers'] as Record<string, Container>)['web']!;
}

function refusal(text: string): string {
  try {
    compose(text);
  } catch (error) {
    if (error instanceof SpecFailure) return `${error.diagnostics[0]!.code}: ${error.message}`;
    throw error;
  }
  return 'imported';
}

test('a macvlan of Docker is one here, and its containers keep their addresses', () => {
  const { spec, remarks } = service(
    'networks: {lan: {ipv4_address: 192.168.7.9}}',
    'networks:\n  lan:\n    driver: macvlan\n    driver_opts: {parent: eth0.10, macvlan_mode: private}\n    ipam: {config: [{subnet: 192.168.7.0/24, gateway: 192.168.7.254}]}\n',
  );
  assert.equal(spec['networks'], {
    lan: { type: 'macvlan', parent: 'eth0.10', mode: 'private', gateway: ['192.168.7.254'] },
  });
  const { networks } = (spec['containers'] as Record<string, { networks: unknown }>)['web']!;
  assert.equal(networks, { lan: { address: '192.168.7.9/24' } });
  assert.not.ok(remarks.some(({ message }) => /macvlan|driver/.test(message)));
});

test('shares become a weight by the formula of the kernel', () => {
  const weights = [2, 512, 1024, 262144].map(
    shares => (web(`cpu_shares: ${shares}`)['limits'] as Container)['cpu_weight'],
  );
  assert.equal(weights, [1, 50, 100, 10000]);
});

test('memory and swap together become the swap alone', () => {
  assert.equal(web('mem_limit: 300m\nmemswap_limit: 1g')['limits'], {
    memory: '300m',
    swap: 724 * 1024 * 1024,
  });
  assert.equal(web('mem_limit: 300m\nmemswap_limit: 300m')['limits'], { memory: '300m', swap: 0 });
  assert.equal(web('mem_limit: 300m\nmemswap_limit: -1')['limits'], { memory: '300m' });
  const unknown = service('mem_limit: "${MEMORY:-1g}"\nmemswap_limit: 2g');
  assert.ok(unknown.remarks.some(each => each.range!.line === 6));
});

test('a quota of the processor becomes a number of cores', () => {
  assert.equal(web('cpu_quota: 50000')['limits'], { cpus: 0.5 });
  assert.equal(web('cpu_quota: 30000\ncpu_period: 20000')['limits'], { cpus: 1.5 });
});

test('what is not limited there is not limited here', () => {
  assert.is(web('cpus: 0\nmem_limit: 0')['limits'], undefined);
  assert.equal(web('pids_limit: 0')['limits'], { pids: -1 });
});

test('an address takes the prefix of the subnet around it', () => {
  const networks = 'networks: {n: {ipam: {config: [{subnet: 10.1.0.0/20}, {subnet: 10.2.0.0/24}]}}}\n';
  const address = (text: string) => web(`networks: {n: {ipv4_address: "${text}"}}`, networks)['networks'];
  assert.equal(address('10.1.3.4'), { n: { address: '10.1.3.4/20' } });
  assert.equal(address('10.2.0.4'), { n: { address: '10.2.0.4/24' } });
  const outside = service('networks: {n: {ipv4_address: 10.9.9.9}}', networks);
  assert.ok(outside.remarks.some(each => each.range!.line === 5 && /10\.9\.9\.9/.test(each.message)));
});

test('the network that nobody names is a bridge with the name of the project', () => {
  const { spec, text } = compose('services: {a: {image: i}, b: {image: i}}\n');
  assert.equal(Object.keys(spec['networks'] as object), ['lab']);
  assert.match(text, /networks: \[lab\]/);
  assert.match(text, /nat: true/);
  assert.equal(compose('services: {a: {image: i, network_mode: none}}\n').spec['networks'], undefined);
});

test('networks of one file never overlap, whatever their number', () => {
  const names = Array.from({ length: 300 }, (_, index) => `network-number-${index}`);
  const { spec } = compose(
    `services: {a: {image: i}}\nnetworks:\n${names.map(each => `  ${each}:\n`).join('')}`,
  );
  const networks = Object.entries(spec['networks'] as Record<string, { addresses: string[] }>);
  assert.is(networks.length, 301);
  assert.is(new Set(networks.map(([, each]) => each.addresses[0])).size, 301);
  assert.ok(networks.every(([name]) => name.length <= 15));
});

test('a file that takes all private addresses still gets an answer', () => {
  const config = '[{subnet: 10.0.0.0/8}, {subnet: 172.16.0.0/12}]';
  const { spec } = compose(`services: {a: {image: i}}\nnetworks: {n: {ipam: {config: ${config}}}}\n`);
  assert.is(Object.keys(spec['networks'] as object).length, 2);
});

test('networks are joined by priority, then as they are written', () => {
  const networks = 'networks: {a: , b: , c: }\n';
  assert.equal(web('networks: {a: , b: {priority: 5}, c: {priority: 5}}', networks)['networks'], [
    'b',
    'c',
    'a',
  ]);
});

test('the port of the host is named, or the port is left out', () => {
  const ports = (text: string) => web(`ports: [${text}]`)['ports'];
  assert.equal(ports('"80:80", 127.0.0.1:81:81/udp, "7000-7002:80-82"'), [
    '80:80',
    '127.0.0.1:81:81/udp',
    '7000-7002:80-82',
  ]);
  assert.equal(ports('"80"'), undefined);
  assert.equal(ports('"127.0.0.1::80"'), undefined);
  assert.equal(ports('"[::]:80:80"'), undefined);
  assert.equal(ports('"8000-8010:80"'), ['8000:80']);
  assert.equal(ports('"${A:-1}:${B:-80}"'), ['${A:-1}:${B:-80}']);
  assert.equal(ports('{target: 80, published: "90", protocol: sctp}'), undefined);
  assert.equal(service('ports: [80, "[::]:80:80"]').remarks.filter(each => each.range!.line === 5).length, 2);
});

test('a dependency on a health that only the image knows is one on the start', () => {
  const { spec, remarks } = compose(
    'services:\n  a:\n    image: i\n    depends_on:\n      b: {condition: service_healthy}\n  b: {image: i}\n',
  );
  assert.equal((spec['containers'] as Record<string, Container>)['a']!['depends_on'], {
    b: { condition: 'started' },
  });
  assert.ok(remarks.some(each => each.range!.line === 5));
});

test('a link is a dependency, and its alias a name of the other end', () => {
  const { spec } = compose('services: {a: {image: i, links: ["b:store", b]}, b: {image: i}}\n');
  const containers = spec['containers'] as Record<string, Container>;
  assert.equal(containers['a']!['depends_on'], ['b']);
  assert.equal(containers['b']!['networks'], { lab: { aliases: ['store'] } });
});

test('what gives control of the host is left out, the socket of Docker is left to the user', () => {
  const volumes =
    'volumes: ["/:/host", "/proc:/p", "/sys/fs/cgroup:/c:ro", "/var:/v", "/etc/hosts:/proc/x", "/var/run/docker.sock:/d"]';
  const result = service(volumes);
  assert.equal((result.spec['containers'] as Record<string, Container>)['web']!['volumes'], [
    '/var/run/docker.sock:/d',
  ]);
  assert.is(result.remarks.filter(each => each.range!.line === 5).length, 5);
});

test('of several mounts at one place the last one counts, and none hides another that lies in it', () => {
  const result = service(
    'volumes: ["./a:/x", "./b:/x/", "./c:/y/z/", "./d:/y"]\ntmpfs: ["/run:size=1m,mode=755", "/tmp"]\nsecrets: [s]',
    'secrets: {s: {file: ./s}}\n',
  );
  const container = (result.spec['containers'] as Record<string, Container>)['web']!;
  assert.equal(container['volumes'], ['./b:/x/', './d:/y', './c:/y/z/']);
  assert.equal(container['tmpfs'], ['/run:size=1m,mode=755', '/tmp']);
  assert.equal(container['secrets'], ['s']);
  assert.is(result.remarks.filter(each => each.range!.line === 5).length, 1);
});

test('configs and secrets are the same, but for those whose content the file does not say', () => {
  const { spec, remarks } = service(
    'secrets: [s, x, {source: s, target: /t, mode: 0440}]\nconfigs: [{source: c, target: /etc/c}]',
    'secrets: {s: {file: ./s}, x: {external: true}}\nconfigs: {c: {content: "a $A", name: n}}\n',
  );
  const web = (spec['containers'] as Record<string, Container>)['web']!;
  assert.equal(web['secrets'], ['s', { source: 's', target: '/t', mode: '0440' }]);
  assert.equal(web['configs'], [{ source: 'c', target: '/etc/c' }]);
  assert.equal(spec['secrets'], { s: { file: './s' } });
  assert.equal(spec['configs'], { c: { content: 'a $A' } });
  assert.is(remarks.filter(each => /content of "x"/.test(each.message)).length, 2);
});

test('an address that is none is remarked', () => {
  const { remarks } = compose(
    'services: {web: {image: i, networks: {n: {ipv4_address: ""}}}, db: {image: i, networks: {n: {ipv4_address: x}}}}\nnetworks: {n: {ipam: {config: [{subnet: 10.0.0.0/24}]}}}\n',
  );
  assert.is(remarks.filter(each => /address/.test(each.message)).length, 2);
});

test('variables stay as they are, anchors do not', () => {
  const { text } = compose(
    'x-a: &a {A: "${A:-1}"}\nservices:\n  web:\n    image: "i:${TAG}"\n    environment: {<<: *a, B: $$B}\n    volumes: ["${DATA:-./data:x}:/data:ro"]\n',
  );
  assert.match(text, '${A:-1}');
  assert.match(text, '$$B');
  assert.match(text, '${DATA:-./data:x}:/data:ro');
  assert.not.match(text, '*a');
});

test('a remark about what stands behind an anchor is given once', () => {
  const { remarks } = compose(
    'x-l: &l {driver: x}\nservices:\n  a: {image: i, logging: *l}\n  b: {image: i, logging: *l}\n',
  );
  assert.is(remarks.filter(each => /logging/.test(each.message)).length, 2);
  const shared = compose(
    'x-s: &s\n  logging: {}\nservices:\n  a: {<<: *s, image: i}\n  b: {<<: *s, image: i}\n',
  );
  assert.is(shared.remarks.filter(each => /logging/.test(each.message)).length, 1);
});

test('`extends` and `include` are passed on, and nothing is made up beside them', () => {
  const { spec } = compose('include: [more.yaml]\nservices: {a: {extends: {service: b, file: base.yaml}}}\n');
  assert.equal(spec['include'], ['more.yaml']);
  const container = (spec['containers'] as Record<string, Container>)['a']!;
  assert.equal(container['extends'], { service: 'b', file: 'base.yaml' });
  assert.is(container['rootfs'], undefined);
});

test('a name that a container can have is kept, and its key is an alias', () => {
  const { spec, remarks } = compose(
    'services: {a: {image: i, container_name: gate}, b: {image: i, container_name: a}, c: {image: i, container_name: Gate}, d: {image: i, container_name: x, scale: 2}}\n',
  );
  const containers = spec['containers'] as Record<string, Container>;
  assert.equal(
    Object.values(containers).map(each => each['container_name']),
    ['gate', undefined, undefined, undefined],
  );
  assert.equal(containers['a']!['networks'], { lab: { aliases: ['a'] } });
  assert.equal(containers['c']!['networks'], { lab: { aliases: ['Gate'] } });
  assert.is(remarks.filter(each => /is no name that it can have here/.test(each.message)).length, 3);
});

test('names that are equal but for their case stay two', () => {
  const { spec } = compose('services: {web: {image: i}, WEB: {image: i}, Web: {image: i}}\n');
  assert.is(Object.keys(spec['containers'] as object).length, 3);
});

test('a network that is shared with a container is found by both of its names', () => {
  const { spec } = compose(
    'services: {a: {image: i, container_name: gate}, b: {image: i, network_mode: "container:gate"}, c: {image: i, network_mode: "service:a"}}\n',
  );
  const containers = spec['containers'] as Record<string, Container>;
  assert.is(containers['b']!['network_mode'], 'container:a');
  assert.is(containers['c']!['network_mode'], 'container:a');
});

test('files that are none of Docker Compose are refused with their place', () => {
  assert.is(
    refusal('web:\n  image: nginx\n'),
    'not-supported: "web" is a service of the first version of Compose files',
  );
  assert.is(refusal('a: 1\n'), 'missing-key: the file has no `services`: it is not of Docker Compose');
  assert.is(refusal('[]\n'), 'wrong-type: the file is not a mapping');
  assert.is(refusal('services: {a: [1]}\n'), 'wrong-type: the service "a" is not a mapping');
  assert.match(refusal('services:\n\ta: 1\n'), /^syntax/);
  assert.match(refusal('a: &a [*a]\nservices: {}\n'), /^too-large/);
});

test('keys of JavaScript objects are keys like any other', () => {
  const { remarks } = compose('services:\n  a:\n    image: i\n    toString: 1\n    valueOf: {}\n');
  assert.is(remarks.filter(each => /is not a key of a service/.test(each.message)).length, 2);
});

test('values of a wrong type are no reason to fall', async () => {
  for (const value of ['1', '[]', '{}', '[[1]]', '[{a: 1}]', 'null', '"x:y:z:a"', '{a: [1]}', 'true']) {
    for (const key of [
      'ports',
      'volumes',
      'networks',
      'environment',
      'depends_on',
      'healthcheck',
      'deploy',
      'ulimits',
      'secrets',
      'links',
      'tmpfs',
      'sysctls',
      'devices',
      'network_mode',
      'build',
      'extra_hosts',
      'blkio_config',
      'env_file',
      'scale',
    ]) {
      const { text, remarks } = service(`${key}: ${value}`);
      const kept = text !== service('').text || remarks.some(each => each.range!.line === 5);
      assert.ok(kept || /^(null|\[\]|\{\}|true|1)$/.test(value), `${key}: ${value}`);
      // Whatever comes out is a spec or has errors with places; it never ends in an exception.
      await loadImported(text);
    }
  }
});

test.run();
