/** `rootfs: host`: the host's own programs, read-only, in a root of a few kilobytes. */
import { existsSync, lstatSync, readFileSync, readlinkSync } from 'node:fs';
import type { MountAttributes, SetupStep } from '../native/launch-plan.js';

const topLevel = ['bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32'];
/** What programs of Debian need of the host's /etc to run: alternatives, the linker's cache, certificates. */
const hostConfiguration = [
  '/etc/alternatives',
  '/etc/ld.so.cache',
  // Not all of /etc/ssl: the private keys beside them are the host's.
  '/etc/ssl/certs',
  '/etc/ssl/openssl.cnf',
];
const readOnly: MountAttributes = { readOnly: true, noSuid: true, noDev: true };

/** The root itself and what stands in it; the kernel's file systems come after. */
export function hostRoot(idmapped: boolean, hostname: string): SetupStep[] {
  return [
    { op: 'root-tmpfs', options: ['mode=755', 'size=65536k'], attributes: { noDev: true } },
    ...hostTree(idmapped, hostname),
  ];
}

/** What stands in the root, parents first. */
export function hostTree(idmapped: boolean, hostname: string): SetupStep[] {
  const tree = (path: string): SetupStep => ({
    op: 'tree',
    source: path,
    target: path,
    recursive: false,
    idmapped,
    attributes: readOnly,
  });
  const directory = (target: string, mode = 0o755): SetupStep => ({ op: 'directory', target, mode });
  return [
    ...['/usr', '/proc', '/sys', '/dev', '/etc', '/home', '/mnt', '/opt', '/run', '/srv', '/var'].map(path =>
      directory(path),
    ),
    directory('/root', 0o700),
    directory('/tmp', 0o1777),
    ...['/etc/ssl', '/var/cache', '/var/lib', '/var/log', '/var/spool', '/run/lock'].map(path =>
      directory(path),
    ),
    directory('/var/tmp', 0o1777),
    { op: 'symlink', target: '/var/run', content: '/run' },
    tree('/usr'),
    ...topLevel.flatMap(name => topLevelStep(`/${name}`, tree, directory)),
    ...configuration(hostname),
    ...hostConfiguration
      .filter(existsSync)
      .flatMap(path =>
        lstatSync(path).isDirectory()
          ? [directory(path), tree(path)]
          : [{ op: 'file' as const, target: path, mode: 0o644, content: '' }, tree(path)],
      ),
  ];
}

/** On a merged-usr host /bin is a link into /usr; elsewhere a directory of its own. */
function topLevelStep(
  path: string,
  tree: (path: string) => SetupStep,
  directory: (path: string) => SetupStep,
): SetupStep[] {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (!status) return [];
  if (status.isSymbolicLink()) return [{ op: 'symlink', target: path, content: readlinkSync(path) }];
  return [directory(path), tree(path)];
}

function configuration(hostname: string): SetupStep[] {
  const file = (target: string, content: string): SetupStep => ({ op: 'file', target, mode: 0o644, content });
  return [
    file(
      '/etc/passwd',
      'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n',
    ),
    file('/etc/group', 'root:x:0:\ntty:x:5:\nnogroup:x:65534:\n'),
    file('/etc/nsswitch.conf', 'passwd: files\ngroup: files\nhosts: files dns\n'),
    file('/etc/hostname', `${hostname}\n`),
    file('/etc/hosts', ''),
    file('/etc/resolv.conf', readOr('/etc/resolv.conf', '')),
  ];
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
}
