import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onlyV2 } from '../cgroups.mjs';
import { addressOf, indexes, job } from '../job.mjs';
import { missingPrograms } from './missing-programs.mjs';

const directoryOf = room => join(room.directory, 'lxc');

const limits = onlyV2
  ? [
      `lxc.cgroup2.memory.max = ${job.memoryBytes}`,
      `lxc.cgroup2.pids.max = ${job.pids}`,
      `lxc.cgroup2.cpu.max = ${job.cpuQuotaMicroseconds} ${job.cpuPeriodMicroseconds}`,
    ]
  : [
      `lxc.cgroup.memory.limit_in_bytes = ${job.memoryBytes}`,
      `lxc.cgroup.pids.max = ${job.pids}`,
      `lxc.cgroup.cpu.cfs_quota_us = ${job.cpuQuotaMicroseconds}`,
    ];

const bridgeScript = `ip -batch - <<END
link add lxc0 type bridge
addr add ${job.gateway}/16 dev lxc0
link set lxc0 up
END`;

function configOf(room, index) {
  return [
    `lxc.uts.name = c${index}`,
    `lxc.rootfs.path = dir:${room.rootfs}`,
    `lxc.rootfs.mount = ${join(directoryOf(room), 'root')}`,
    'lxc.rootfs.options = ro',
    'lxc.mount.auto = proc:mixed sys:ro',
    'lxc.autodev = 1',
    'lxc.pty.max = 16',
    'lxc.tty.max = 0',
    'lxc.net.0.type = veth',
    'lxc.net.0.link = lxc0',
    'lxc.net.0.flags = up',
    'lxc.net.0.name = eth0',
    `lxc.net.0.veth.pair = lxc0p${index}`,
    `lxc.net.0.ipv4.address = ${addressOf(index)}/16 10.88.255.255`,
    `lxc.net.0.ipv4.gateway = ${job.gateway}`,
    `lxc.cgroup.dir.container = lxc-compose-bench/c${index}`,
    'lxc.cgroup.dir.container.inner = inner',
    `lxc.cgroup.dir.monitor = lxc-compose-bench/monitor-c${index}`,
    'lxc.cgroup.dir.monitor.pivot = lxc-compose-bench/pivot',
    ...limits,
    'lxc.init.cmd = /bin/sleep infinity',
    `lxc.console.logfile = ${join(directoryOf(room), `c${index}.console`)}`,
    'lxc.log.level = ERROR',
    '',
  ].join('\n');
}

/** LXC's own programs, two at a time (more is no faster on two processors), with the bridge made by `ip`. */
export const lxcStart = {
  missing: () => missingPrograms('lxc-start', 'lxc-stop', 'lxc-attach', 'lxc-ls', 'ip', 'xargs'),
  processes: /^(\[lxc monitor\]|lxc-start) /,
  prepare(room, containers) {
    const directory = directoryOf(room);
    mkdirSync(join(directory, 'root'), { recursive: true });
    for (const index of indexes(containers)) {
      mkdirSync(join(directory, 'containers', `c${index}`), { recursive: true });
      writeFileSync(join(directory, 'containers', `c${index}`, 'config'), configOf(room, index));
    }
  },
  commands(room, containers) {
    const directory = directoryOf(room);
    // Absolute: the monitor leaves the working directory.
    const path = join(directory, 'containers');
    const shell = script => ({ argv: ['sh', '-ec', script], directory });
    const each = command => `seq ${containers} | xargs -P 2 -I{} ${command}`;
    return {
      up: shell(`${bridgeScript}
        ${each(`lxc-start -P ${path} -n c{} -o ${directory}/c{}.log`)}`),
      ps: shell(`[ "$(lxc-ls -P ${path} --running -1 | wc -l)" = ${containers} ]`),
      exec: index => ({
        argv: ['lxc-attach', '-P', path, '-n', `c${index}`, '--', '/bin/true'],
        directory,
      }),
      down: shell(`${each(`lxc-stop -k -P ${path} -n c{}`)}
        ip link del lxc0`),
    };
  },
};
