/** R12: what somebody breaks by hand is put right by one `up`, and nothing else is touched. */
import { existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beforeAll, isRoot } from '../kernel/harness.js';
import { Lab, pidsOf, random, record } from './lab.js';

const randomSets = Number(process.env['RELIABILITY_SETS'] ?? 20);

interface Sabotage {
  what: string;
  /** Containers that it ends, or that must be made again to mend it. */
  ends?: string[];
  act(pid: (name: string) => number): void;
}

if (!isRoot()) {
  console.log('skipped: containers need root');
} else {
  let lab: Lab;
  let pids: Record<string, number | null> = {};
  beforeAll(test, async () => {
    lab = await Lab.make();
    pids = pidsOf(await lab.converges());
  });
  test.after(() => lab.host.destroy());

  const sh = (line: string) => lab.host.sh(line);
  const inside = (name: string, line: string) => lab.host.inside(pids[name]!, ['-n'], line);
  /** The host's end of a container's first interface. */
  const veth = (name: string) => {
    const links = JSON.parse(sh('ip -json link')) as { ifname: string; altnames?: string[] }[];
    return links.find(link => link.altnames?.some(each => each.includes(`:${name}:`)))!.ifname;
  };
  const mark = (name: string) => {
    const links = JSON.parse(sh('ip -json link')) as { ifname: string; altnames?: string[] }[];
    const link = links.find(each => each.altnames?.some(alias => alias.includes(`:${name}:`)))!;
    return link.altnames!.find(each => each.includes(`:${name}:`))!;
  };
  const run = (file: string) => join(lab.host.directory, 'run', `${lab.host.prefix}-p`, file);
  const state = (file: string) => join(lab.host.directory, 'state', `${lab.host.prefix}-p`, file);
  const limit = (controller: string, name: string, file: string, value: string) =>
    writeFileSync(lab.host.cgroup(controller, name, file), value);
  const remove = (path: string) => {
    assert.ok(existsSync(path), path);
    rmSync(path, { recursive: true });
  };
  const monitorOf = (name: string) =>
    Number(/"monitor":(\d+)/.exec(readFileSync(run(`containers/${name}/status`), 'utf8'))![1]);
  const table = () => /table inet (\S+)/.exec(sh('nft list tables'))![1]!;

  const sabotages: Sabotage[] = [
    { what: 'an interface is taken from its bridge', act: () => sh(`ip link set ${veth('a')} nomaster`) },
    { what: 'an interface is put into another bridge', act: () => sh(`ip link set ${veth('a')} master br1`) },
    { what: 'the host end of a veth pair is deleted', act: () => sh(`ip link del ${veth('d')}`) },
    { what: 'the host end of a veth pair is set down', act: () => sh(`ip link set ${veth('a')} down`) },
    {
      what: 'the host end of a veth pair is renamed',
      act: () => sh(`ip link set ${veth('a')} name stolen0`),
    },
    {
      what: 'the host end of a veth pair has another MTU',
      act: () => sh(`ip link set ${veth('a')} mtu 1300`),
    },
    {
      what: 'the mark of a veth pair is removed',
      act: () => sh(`ip link property del dev ${veth('a')} altname ${mark('a')}`),
    },
    { what: 'a bridge is set down', act: () => sh('ip link set br0 down') },
    { what: 'a bridge is deleted', act: () => sh('ip link del br0') },
    { what: 'a bridge loses its address', act: () => sh('ip address del 10.0.2.1/24 dev br0') },
    { what: 'a bridge gets another address', act: () => sh('ip address add 10.77.0.1/24 dev br0') },
    { what: 'a bridge loses its IPv6 address', act: () => sh('ip address del fd00:3::1/64 dev br1') },
    { what: 'both bridges are deleted', act: () => sh('ip link del br0; ip link del br1') },
    { what: 'the address inside is deleted', act: () => inside('c', 'ip address del 10.0.3.6/24 dev eth0') },
    {
      what: 'another address is added inside',
      act: () => inside('c', 'ip address add 10.66.0.1/24 dev eth0'),
    },
    { what: 'the default route inside is deleted', act: () => inside('a', 'ip route del default') },
    {
      what: 'another default route is set inside',
      act: () => inside('a', 'ip route replace default via 10.0.2.9'),
    },
    { what: 'an interface inside is set down', act: () => inside('a', 'ip link set eth0 down') },
    {
      what: 'an interface inside is renamed',
      act: () => inside('d', 'ip link set eth0 down; ip link set eth0 name other0; ip link set other0 up'),
    },
    { what: 'an interface inside is deleted', act: () => inside('d', 'ip link del eth0') },
    { what: 'an interface inside has another MTU', act: () => inside('a', 'ip link set eth0 mtu 1200') },
    {
      what: 'an interface inside has another MAC address',
      act: () => inside('a', 'ip link set eth0 address 02:00:00:00:00:77'),
    },
    { what: 'the loopback interface inside is set down', act: () => inside('a', 'ip link set lo down') },
    { what: 'a point-to-point link is deleted', act: () => inside('a', 'ip link del eth5') },
    { what: 'an end of a point-to-point link is set down', act: () => inside('b', 'ip link set eth5 down') },
    { what: 'the firewall table is deleted', act: () => sh(`nft delete table inet ${table()}`) },
    { what: 'the rules of the firewall are flushed', act: () => sh(`nft flush table inet ${table()}`) },
    { what: 'forwarding is turned off', act: () => sh('echo 0 > /proc/sys/net/ipv4/ip_forward') },
    {
      what: 'a memory limit is raised',
      act: () => limit('memory', 'a', 'memory.limit_in_bytes', '67108864'),
    },
    { what: 'a limit of processes is removed', act: () => limit('pids', 'a', 'pids.max', 'max') },
    { what: 'a CPU quota is changed', act: () => limit('cpu', 'e', 'cpu.cfs_quota_us', '10000') },
    { what: 'CPU shares are set that nobody asked for', act: () => limit('cpu', 'e', 'cpu.shares', '100') },
    {
      what: 'the host name inside is changed',
      act: () => lab.host.inside(pids['d']!, ['-u'], 'hostname stolen'),
    },
    { what: 'a sysctl inside is changed', act: () => inside('c', 'echo 99 > /proc/sys/net/core/somaxconn') },
    {
      what: 'a volume is unmounted inside',
      act: () => lab.host.inside(pids['a']!, ['-m'], 'umount /srv/one'),
    },
    { what: 'a container is frozen by hand', act: () => limit('unified', 'e', 'cgroup.freeze', '1') },
    { what: 'PID 1 of a container is killed', ends: ['e'], act: () => process.kill(pids['e']!, 'SIGKILL') },
    {
      what: 'the monitor of a container is killed',
      ends: ['e'],
      act: () => process.kill(monitorOf('e'), 'SIGKILL'),
    },
    { what: 'a status file is deleted', ends: ['e'], act: () => remove(run('containers/e/status')) },
    { what: 'a socket is deleted', ends: ['e'], act: () => remove(run('containers/e/socket')) },
    {
      what: 'the run directory of a container is deleted',
      ends: ['e'],
      act: () => remove(run('containers/e')),
    },
    { what: 'the hosts files are deleted', act: () => remove(run('hosts')) },
    { what: 'the record is deleted', act: () => remove(state('project.json')) },
    { what: 'the record is cut off', act: () => truncateSync(state('project.json'), 40) },
    { what: 'the record is empty', act: () => truncateSync(state('project.json'), 0) },
    { what: 'the kept spec is deleted', act: () => remove(state('SPEC.yaml')) },
    { what: 'the history is deleted', act: () => remove(state('.history')) },
    { what: 'the file of the events is deleted', act: () => remove(run('events')) },
    { what: 'the lock file is deleted', act: () => remove(run('lock')) },
    {
      what: 'the addresses that were drawn are forgotten',
      act: () => remove(join(lab.host.directory, 'p', 'lxc-compose.lock')),
    },
  ];

  const repairs = async (all: Sabotage[]) => {
    const before = pids;
    for (const each of all) each.act(name => pids[name]!);
    try {
      pids = pidsOf(await lab.converges());
      const ended = new Set(all.flatMap(each => each.ends ?? []));
      for (const [name, pid] of Object.entries(before))
        if (!ended.has(name)) assert.is(pids[name], pid, `${name} was restarted`);
    } catch (error) {
      await lab.leavesNothing().catch(() => {});
      pids = pidsOf(await lab.converges());
      throw error;
    }
  };

  let bad = 0;
  for (const sabotage of sabotages) {
    test(sabotage.what, async () => {
      bad++;
      await repairs([sabotage]);
      bad--;
    });
  }

  test('random sets of three', async () => {
    record({
      row: 'R12',
      fault: `sabotage, ${sabotages.length} kinds, one at a time`,
      runs: sabotages.length,
      bad,
    });
    const next = random(12);
    const failures: string[] = [];
    // What ends a container leaves nothing to be broken in it.
    const quiet = sabotages.filter(each => !each.ends);
    for (let set = 0; set < randomSets; set++) {
      const chosen = [...new Set([0, 1, 2].map(() => quiet[Math.floor(next() * quiet.length)]!))];
      const done: Sabotage[] = [];
      // Two that are about the same thing may exclude each other.
      const tolerant = chosen.map(each => ({
        ...each,
        act: (pid: (name: string) => number) => {
          try {
            each.act(pid);
            done.push(each);
          } catch {
            // The other one took it away.
          }
        },
      }));
      await repairs(tolerant).catch(error => {
        failures.push(`${done.map(each => each.what).join(' + ')}: ${String(error)}`);
      });
    }
    record({ row: 'R12', fault: 'sabotage, random sets of three', runs: randomSets, bad: failures.length });
    assert.equal(failures, []);
  });

  test('nothing is left', () => lab.leavesNothing());
}

test.run();
