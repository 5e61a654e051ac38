import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressOf, indexes, job } from '../job.mjs';
import { missingPrograms } from './missing-programs.mjs';

const directoryOf = room => join(room.directory, 'crun');

function configOf(room, index) {
  const capabilities = ['CAP_KILL', 'CAP_NET_BIND_SERVICE'];
  const noPrograms = ['nosuid', 'noexec', 'nodev'];
  return {
    ociVersion: '1.0.2',
    process: {
      terminal: false,
      user: { uid: 0, gid: 0 },
      args: ['/bin/sleep', 'infinity'],
      env: ['PATH=/bin'],
      cwd: '/',
      capabilities: { bounding: capabilities, effective: capabilities, permitted: capabilities },
    },
    root: { path: room.rootfs, readonly: true },
    hostname: `c${index}`,
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=755', 'size=64k'] },
      {
        destination: '/dev/pts',
        type: 'devpts',
        source: 'devpts',
        options: ['nosuid', 'noexec', 'newinstance', 'ptmxmode=0666', 'mode=0620'],
      },
      { destination: '/sys', type: 'sysfs', source: 'sysfs', options: [...noPrograms, 'ro'] },
    ],
    linux: {
      cgroupsPath: `/lxc-compose-bench/c${index}`,
      resources: {
        memory: { limit: job.memoryBytes },
        pids: { limit: job.pids },
        cpu: { quota: job.cpuQuotaMicroseconds, period: job.cpuPeriodMicroseconds },
      },
      namespaces: ['pid', 'mount', 'uts', 'ipc', 'network'].map(type => ({ type })),
    },
  };
}

// crun 1.8 refuses a hybrid layout whose cgroup2 mount has controllers of its own.
const hideSecondHierarchy = `
  controllers=/sys/fs/cgroup/unified/cgroup.controllers
  if [ -e $controllers ] && [ -n "$(cat $controllers)" ]; then umount -l /sys/fs/cgroup/unified; fi`;

const bridgeScript = `ip -batch - <<END
link add crun0 type bridge
addr add ${job.gateway}/16 dev crun0
link set crun0 up
END`;

/** The network, which crun leaves to others: the host's side in one `ip -batch`, the inside in one a container. */
function networkScript(containers) {
  const inside = indexes(containers).map(
    index => `printf '%s\\n' 'link set lo up' 'addr add ${addressOf(index)}/16 brd + dev eth0' 'link set eth0 up' \\
      'route add default via ${job.gateway}' | nsenter --net=/proc/$(cat c${index}.pid)/ns/net ip -batch -`,
  );
  return `for i in $(seq ${containers}); do
      echo "link add crun0p$i type veth peer name eth0 netns $(cat c$i.pid)"
      echo "link set crun0p$i master crun0 up"
    done | ip -batch -
    ${inside.join('\n')}`;
}

/** crun, two at a time, with the network made by `ip`. Nothing stays to watch the containers. */
export const crun = {
  missing: () => missingPrograms('crun', 'ip', 'nsenter', 'xargs'),
  prepare(room, containers) {
    for (const index of indexes(containers)) {
      const bundle = join(directoryOf(room), 'bundles', `c${index}`);
      mkdirSync(bundle, { recursive: true });
      writeFileSync(join(bundle, 'config.json'), JSON.stringify(configOf(room, index)));
    }
  },
  commands(room, containers) {
    const directory = directoryOf(room);
    const program = `crun --root ${join(directory, 'state')} --cgroup-manager cgroupfs`;
    const shell = script => ({
      argv: ['unshare', '--mount', 'sh', '-ec', `${hideSecondHierarchy}\n${script}`],
      directory,
    });
    const each = command => `seq ${containers} | xargs -P 2 -I{} sh -c '${command}'`;
    const start = `${program} run -d --pid-file ${directory}/c{}.pid --bundle bundles/c{} c{} >c{}.log 2>&1`;
    return {
      up: shell(`${bridgeScript}
        ${each(`${start} || { cat c{}.log >&2; exit 1; }`)}
        ${networkScript(containers)}`),
      ps: shell(`[ "$(${program} list -q | wc -l)" = ${containers} ]`),
      exec: index => shell(`exec ${program} exec c${index} /bin/true`),
      down: shell(`${each(`exec ${program} delete -f c{}`)}
        ip link del crun0`),
    };
  },
};
