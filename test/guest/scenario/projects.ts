/** The projects that the checks bring up. */
import { GuestProject } from './host.js';

export const lab = new GuestProject(
  'lab',
  `
networks:
  br0: {addresses: [10.0.2.1/24], nat: true, bridge: {forward_delay: 4}}
containers:
  web:
    rootfs: host
    command: [sleep, infinity]
    networks: {br0: {address: 10.0.2.16/24}}
    limits:
      {memory: 64M, memory_high: 48M, memory_low: 8M, swap: 16M, pids: 100, cpus: 0.5, io: {/dev/vda: {wbps: 20M}}}
    cgroup: {memory.oom.group: 1}
    ports: ["8080:80"]
  db:
    rootfs: host
    command: [sleep, infinity]
    networks: {br0: {address: 10.0.2.17/24}}
    healthcheck: {test: [CMD, test, -e, /etc/hosts], interval: 1s}
  busy:
    rootfs: host
    command: [sh, -c, "while :; do :; done"]
    networks: {br0: {address: 10.0.2.18/24}}
    limits: {cpus: 0.2}
`,
);

/** Containers that run into their limits. They wait a moment, so that `up` sees them running. */
export const greedy = new GuestProject(
  'greedy',
  `
containers:
  hog:
    rootfs: host
    command: [sh, -c, "sleep 2; exec dd if=/dev/zero of=/dev/null bs=64M count=1"]
    limits: {memory: 32M}
  bomb:
    rootfs: host
    command: [sh, -c, "sleep 2; bomb() { bomb & bomb & sleep 60; }; bomb & exec sleep infinity"]
    limits: {pids: 40}
`,
);

/** A whole system, from the second disk. */
export const whole = new GuestProject(
  'whole',
  `
networks:
  br1: {addresses: [10.0.3.1/24]}
containers:
  deb:
    rootfs: /debian
    overlay: true
    init: /sbin/init
    stop_grace_period: 60s
    limits: {memory: 256M}
    networks: {br1: {address: 10.0.3.16/24}}
`,
);

/** A bind mount whose ids would have to be mapped on a tmpfs. */
export const onTmpfs = new GuestProject(
  'tmpfs',
  `
containers:
  reader:
    rootfs: host
    command: [sleep, infinity]
    volumes: ["/run/shared:/shared"]
`,
);
