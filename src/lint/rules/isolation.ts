/** Walls of a container that the spec takes down. */
import type { Container } from '../../model/project.js';
import type { Report, Rule, View } from '../rule.js';
import { servicesOf } from '../services.js';

/** A rule about one key of a container. */
function wall(
  rule: Pick<Rule, 'code' | 'name' | 'summary'>,
  key: string,
  isDown: (container: Container) => boolean,
  message: (name: string) => string,
  hint: string,
): Rule {
  return {
    ...rule,
    level: 'warning',
    *check({ project }: View): Generator<Report> {
      for (const container of servicesOf(project)) {
        const { service } = container;
        if (isDown(container)) yield { at: `containers.${service}.${key}`, message: message(service), hint };
      }
    },
  };
}

export const privileged = wall(
  {
    code: 'LXCC1201',
    name: 'privileged',
    summary: '`privileged: true`: root inside is root of the host',
  },
  'privileged',
  ({ security }) => security.privileged,
  name => `container "${name}" is privileged: root inside is root of the host`,
  'give it what it needs instead: `cap_add`, `devices` or `seccomp`',
);

export const idmapNone = wall(
  {
    code: 'LXCC1202',
    name: 'idmap-none',
    summary: "`idmap: none`: the container has the host's user ids",
  },
  'idmap',
  ({ security }) => !security.privileged && security.idmap === 'none',
  name => `container "${name}" has the host's ids: its root is uid 0 of the host`,
  'leave `idmap` out: files keep their owners, because mounts are translated',
);

export const seccompUnconfined = wall(
  {
    code: 'LXCC1206',
    name: 'seccomp-unconfined',
    summary: '`seccomp: unconfined`: every system call of the kernel is open to it',
  },
  'seccomp',
  ({ security }) => !security.privileged && security.seccomp === 'unconfined',
  name => `no system call is filtered for container "${name}"`,
  'use `system`, or a profile of its own (docs/seccomp.md)',
);

export const networkHost = wall(
  {
    code: 'LXCC1207',
    name: 'network-host',
    summary: "`network_mode: host`: the host's interfaces, its loopback and its abstract sockets",
  },
  'network_mode',
  ({ networkMode }) => networkMode.mode === 'host',
  name => `container "${name}" is in the host's network: it reaches everything that listens on localhost`,
  'join a network and publish `ports`',
);
