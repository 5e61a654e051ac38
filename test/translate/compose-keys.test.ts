/** Every key of the Compose Specification changes the spec or is remarked at its line: nothing is lost in silence. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compose } from './imported.js';

/** Samples whose value is not what is there without the key. Dots lead into mappings, `-` stands for the item of a list. */
const service: Record<string, string> = {
  annotations: '{a: b}',
  attach: 'false',
  build: '.',
  blkio_config: '{weight: 300}',
  'blkio_config.device_read_bps': '[{path: /dev/sda, rate: 1mb}]',
  'blkio_config.device_read_iops': '[{path: /dev/sda, rate: 10}]',
  'blkio_config.device_write_bps': '[{path: /dev/sda, rate: 1mb}]',
  'blkio_config.device_write_iops': '[{path: /dev/sda, rate: 10}]',
  'blkio_config.weight': '10',
  'blkio_config.weight_device': '[{path: /dev/sda, weight: 100}]',
  cap_add: '[NET_ADMIN]',
  cap_drop: '[CHOWN]',
  cgroup: 'host',
  cgroup_parent: 'p',
  command: 'sleep 2',
  configs: '[c]',
  container_name: 'named',
  cpu_count: '2',
  cpu_percent: '50',
  cpu_shares: '512',
  cpu_quota: '50000',
  cpu_period: '100000',
  cpu_rt_period: '100',
  cpu_rt_runtime: '100',
  cpus: '0.5',
  cpuset: '"0"',
  credential_spec: '{file: f}',
  depends_on: '[other]',
  'depends_on.other': '{condition: service_completed_successfully}',
  'depends_on.other.condition': 'service_completed_successfully',
  'depends_on.other.required': 'false',
  'depends_on.other.restart': 'true',
  deploy: '{mode: global}',
  'deploy.mode': 'global',
  'deploy.endpoint_mode': 'vip',
  'deploy.replicas': '2',
  'deploy.labels': '{a: b}',
  'deploy.rollback_config': '{parallelism: 1}',
  'deploy.update_config': '{parallelism: 1}',
  'deploy.placement': '{constraints: [a]}',
  'deploy.resources.limits.cpus': '"1"',
  'deploy.resources.limits.memory': '64M',
  'deploy.resources.limits.pids': '9',
  'deploy.resources.reservations.cpus': '"1"',
  'deploy.resources.reservations.memory': '64M',
  'deploy.resources.reservations.devices': '[{capabilities: [gpu]}]',
  'deploy.resources.reservations.generic_resources': '[]',
  'deploy.restart_policy': '{condition: none}',
  'deploy.restart_policy.condition': 'on-failure',
  'deploy.restart_policy.delay': '5s',
  'deploy.restart_policy.max_attempts': '3',
  'deploy.restart_policy.window': '5s',
  develop: '{watch: []}',
  device_cgroup_rules: '["c 1:3 mr"]',
  devices: '["/dev/null:/dev/x"]',
  dns: '1.1.1.1',
  dns_opt: '[a]',
  dns_search: 'b.c',
  domainname: 'd',
  entrypoint: '/entry',
  env_file: 'f.env',
  environment: '{A: b}',
  expose: '[80]',
  extends: '{service: other}',
  external_links: '[x]',
  extra_hosts: '["a:192.0.2.1"]',
  gpus: 'all',
  group_add: '[9]',
  healthcheck: '{test: true}',
  'healthcheck.disable': 'true',
  'healthcheck.interval': '5s',
  'healthcheck.retries': '2',
  'healthcheck.test': '[CMD, x]',
  'healthcheck.timeout': '5s',
  'healthcheck.start_period': '5s',
  'healthcheck.start_interval': '5s',
  hostname: 'h',
  image: 'other',
  init: 'true',
  ipc: 'host',
  isolation: 'x',
  label_file: 'f',
  labels: '{a: b}',
  links: '[other]',
  logging: '{driver: x}',
  mac_address: '02:42:ac:11:65:43',
  mem_limit: '64m',
  mem_reservation: '32m',
  mem_swappiness: '5',
  memswap_limit: '64m',
  models: '[m]',
  network_mode: 'none',
  networks: '[n]',
  'networks.n.aliases': '[z]',
  'networks.n.interface_name': 'lan0',
  'networks.n.ipv4_address': '10.1.1.9',
  'networks.n.ipv6_address': 'fd00::9',
  'networks.n.link_local_ips': '[169.254.1.1]',
  'networks.n.mac_address': '02:42:ac:11:65:43',
  'networks.n.driver_opts': '{a: b}',
  'networks.n.gw_priority': '1',
  oom_kill_disable: 'true',
  oom_score_adj: '5',
  pid: 'host',
  pids_limit: '9',
  platform: 'linux/arm64',
  ports: '["80:80"]',
  'ports.-.name': 'p',
  'ports.-.mode': 'ingress',
  'ports.-.host_ip': '127.0.0.1',
  'ports.-.protocol': 'udp',
  'ports.-.app_protocol': 'http',
  post_start: '[{command: a}]',
  pre_stop: '[{command: a}]',
  privileged: 'true',
  profiles: '[p]',
  provider: '{type: x}',
  pull_policy: 'always',
  pull_refresh_after: '1d',
  read_only: 'true',
  restart: 'always',
  runtime: 'r',
  scale: '2',
  security_opt: '["label:x"]',
  shm_size: '64m',
  secrets: '[s]',
  'secrets.-.uid': '"1"',
  'secrets.-.gid': '"1"',
  'secrets.-.mode': '0440',
  'secrets.-.target': 'elsewhere',
  sysctls: '{net.core.somaxconn: 9}',
  stdin_open: 'true',
  stop_grace_period: '5s',
  stop_signal: 'SIGINT',
  storage_opt: '{size: 1G}',
  tmpfs: '/t',
  tty: 'true',
  ulimits: '{nofile: 9}',
  use_api_socket: 'true',
  user: '"9"',
  uts: 'host',
  userns_mode: 'host',
  volumes: '["./a:/a"]',
  'volumes.-.type': 'npipe',
  'volumes.-.source': './b',
  'volumes.-.target': '/b',
  'volumes.-.read_only': 'true',
  'volumes.-.consistency': 'cached',
  'volumes.-.bind.propagation': 'rshared',
  'volumes.-.bind.create_host_path': 'false',
  'volumes.-.bind.recursive': 'readonly',
  'volumes.-.bind.selinux': 'z',
  'volumes.-.volume.nocopy': 'false',
  'volumes.-.volume.subpath': 's',
  'volumes.-.volume.labels': '{a: b}',
  'volumes.-.tmpfs.size': '9',
  'volumes.-.tmpfs.mode': '0700',
  'volumes.-.image': '{subpath: i}',
  volumes_from: '[other]',
  working_dir: '/w',
  'x-mine': '1',
};
const rest: Record<string, string> = {
  version: '"3"',
  name: 'named',
  include: '[a.yaml]',
  models: '{m: {model: x}}',
  'x-mine': '1',
  'networks.n.name': 'given',
  'networks.n.driver': 'overlay',
  'networks.n.driver_opts': '{a: b}',
  'networks.n.ipam.driver': 'x',
  'networks.n.ipam.options': '{a: b}',
  'networks.n.ipam.config': '[{subnet: 10.1.0.0/16}]',
  'networks.n.external': 'true',
  'networks.n.internal': 'true',
  'networks.n.enable_ipv4': 'false',
  'networks.n.attachable': 'true',
  'networks.n.labels': '{a: b}',
  'networks.n.x-mine': '1',
  'networks.n.ipam.config.-.ip_range': '10.1.1.64/26',
  'networks.n.ipam.config.-.gateway': '10.1.1.77',
  'networks.n.ipam.config.-.aux_addresses': '{a: 10.1.1.8}',
  'volumes.v.name': 'given',
  'volumes.v.driver': 'nfs',
  'volumes.v.driver_opts': '{a: b}',
  'volumes.v.external': 'true',
  'volumes.v.labels': '{a: b}',
  'secrets.s.environment': 'E',
  'secrets.s.external': 'true',
  'secrets.s.labels': '{a: b}',
  'secrets.s.driver': 'd',
  'secrets.s.driver_opts': '{a: b}',
  'secrets.s.template_driver': 't',
  'configs.c.content': 'x',
  'configs.c.environment': 'E',
  'configs.c.external': 'true',
  'configs.c.labels': '{a: b}',
  'configs.c.template_driver': 't',
};

/** What must be there before a key can mean anything. */
const ground = {
  services: {
    x: {
      image: 'i',
      command: 'sleep 1',
      mem_limit: '32m',
    } as Record<string, unknown>,
    other: { image: 'o', command: 'sleep 1', healthcheck: { test: 'true' } },
  },
  networks: { n: { ipam: { config: [{ subnet: '10.1.1.0/24' }, { subnet: 'fd00::/64' }] } } },
  volumes: { v: {} },
  secrets: { s: { file: './s' } },
  configs: { c: { file: './c' } },
};
/** Keys that another one must stand beside. */
const beside: Record<string, Record<string, unknown>> = {
  healthcheck: { test: 'false' },
  'depends_on.other': { condition: 'service_started' },
  'ports.-': { target: 80, published: 80 },
  'secrets.-': { source: 's' },
  'volumes.-': { type: 'bind', source: './a', target: '/a' },
  'volumes.-.volume': {},
  'networks.n.ipam.config.-': { subnet: '10.1.1.0/24' },
};

/** The ground with everything that must stand around the key, and then with the key, whose line ends in a mark. */
function texts(path: string[], sample: string): [before: string, after: string] {
  const before = structuredClone(ground) as Record<string, unknown>;
  const after = structuredClone(ground) as Record<string, unknown>;
  for (const [root, value] of [
    [before, undefined],
    [after, sample],
  ] as const) {
    let place = root as Record<string, unknown>;
    for (const [index, step] of path.slice(0, -1).entries()) {
      const inside = path.slice(path[0] === 'services' ? 2 : 0, index + 1).join('.');
      const next = path[index + 1];
      const type = path.at(-2) === 'volume' || path.at(-2) === 'tmpfs' ? path.at(-2) : undefined;
      const made =
        next === '-'
          ? [{ ...beside[`${inside}.-`], ...(type && inside === 'volumes' && mountOf(type)) }]
          : { ...beside[inside] };
      if (step === '-') {
        place = (place as unknown as Record<string, unknown>[])[0]!;
        continue;
      }
      if (typeof place[step] !== 'object' || next === '-') place[step] = made;
      else Object.assign(place[step] as object, Array.isArray(made) ? {} : made);
      place = place[step] as Record<string, unknown>;
    }
    if (path.at(-2) === '-') place = (Array.isArray(place) ? place[0] : place) as Record<string, unknown>;
    const key = path.at(-1)!;
    if (value !== undefined) place[key] = `@${value}@`;
  }
  // JSON is YAML; the sample stands on a line of its own.
  const written = (value: unknown) =>
    JSON.stringify(value, null, 1).replace(/"@(.*)@"/, (_all, text) => JSON.parse(`"${text}"`));
  return [written(before), written(after)];
}

function mountOf(type: string): Record<string, unknown> {
  return type === 'tmpfs' ? { type, source: undefined } : { type, source: 'v' };
}

const cases = [
  ...Object.entries(service).map(([key, sample]) => [`services.x.${key}`, sample] as const),
  ...Object.entries(rest),
];

for (const [name, sample] of cases) {
  test(`${name} is translated or remarked`, () => {
    const path = name.split('.');
    const [before, after] = texts(path, sample);
    const line = after.split('\n').findIndex(each => each.includes(`"${path.at(-1)}": ${sample}`)) + 1;
    assert.ok(line > 0, after);
    const [without, withKey] = [compose(before), compose(after)];
    const known = withKey.remarks.filter(
      each => each.range!.line === line && !/is not a key of/.test(each.message),
    );
    assert.ok(withKey.text !== without.text || known.length > 0, `${after}\n${withKey.text}`);
    const unknown = withKey.remarks.filter(each => /is not a key of/.test(each.message));
    assert.equal(
      unknown.map(each => each.message),
      [],
    );
  });
}

test('IPv6 without a subnet is remarked, and with one it is there', () => {
  const network = (more: string) =>
    `services: {x: {image: i}}\nnetworks:\n  n:\n    enable_ipv6: true\n${more}`;
  assert.ok(compose(network('')).remarks.some(each => each.range!.line === 4));
  const given = compose(network('    ipam: {config: [{subnet: 2001:db8::/64}]}\n'));
  assert.match(given.text, '2001:db8::1/64');
  assert.not(given.remarks.some(each => each.range!.line === 4));
});

test('a key that Docker Compose does not have is remarked where it stands', () => {
  const { remarks } = compose('services:\n  x:\n    image: i\n    comand: y\n');
  assert.ok(
    remarks.some(
      each => each.range!.line === 4 && each.message === '"comand" is not a key of a service: left out',
    ),
  );
});

test.run();
