import type { Debootstrap } from '../../model/debootstrap.js';
import type { Container } from '../../model/project.js';
import type { Path } from '../node.js';
import type { RawContainer, RawDebootstrap } from '../raw.js';
import { parseMirror, parsePackage, parseSuite } from '../values/debootstrap.js';
import { resolveHostPath } from '../values/path.js';
import { type Context, itemsOf } from './context.js';

/** The host's programs are read-only unless an overlay takes the writes; a directory is writable unless said otherwise. */
export function normalizeRootfs(raw: RawContainer, path: Path, context: Context): Container['rootfs'] {
  const { findings, directory, lookup } = context;
  const overlay = raw.overlay ?? false;
  const at = [...path, 'rootfs'];
  if (raw.read_only !== undefined) checkReadOnly(raw, [...path, 'read_only'], context);
  if (raw.rootfs === 'host') return { source: 'host', readOnly: !overlay, overlay };
  if (raw.rootfs === undefined) {
    findings.error('missing-key', path, `container "${String(path[1])}" has no \`rootfs\``, {
      hint: "write `rootfs: host` to use the host's programs, or `rootfs: ./directory`",
      atKey: true,
      absent: ['rootfs', 'image'],
    });
    return { source: 'host', readOnly: true, overlay };
  }
  if (typeof raw.rootfs === 'object' && raw.rootfs.debootstrap)
    return normalizeDebootstrap(raw, raw.rootfs.debootstrap, at, context);
  if (typeof raw.rootfs === 'object' && raw.rootfs.path === undefined) {
    findings.error('missing-key', at, 'the root file system has neither `path` nor `debootstrap`', {
      hint: 'write `rootfs: {path: ./directory}` or `rootfs: {debootstrap: {suite: bookworm}}`',
      atKey: true,
    });
  }
  const [text, place] =
    typeof raw.rootfs === 'string' ? [raw.rootfs, at] : [raw.rootfs.path ?? '', [...at, 'path']];
  const resolved = findings.read(place, text, each => resolveHostPath(each, directory, lookup('HOME'))) ?? '';
  if (resolved === '/') {
    findings.error('invalid-value', place, 'the root directory of the host cannot be a root file system', {
      hint: "write `rootfs: host` to use the host's programs",
    });
  }
  const readOnly = (typeof raw.rootfs === 'object' ? raw.rootfs.ro : undefined) ?? raw.read_only ?? false;
  if (raw.ephemeral && !readOnly && raw.overlay === false) {
    findings.error('contradiction', [...path, 'overlay'], '"ephemeral" needs an overlay to throw away', {
      atKey: true,
      hint: 'remove `overlay: false`, or make the root file system read-only',
    });
  }
  // The directory itself is the user's and is never thrown away.
  return {
    source: 'path',
    path: resolved,
    readOnly,
    overlay: overlay || (raw.ephemeral === true && !readOnly),
  };
}

/** Docker Compose's word may not say otherwise than ours. */
function checkReadOnly(raw: RawContainer, path: Path, { findings }: Context): void {
  const ours =
    typeof raw.rootfs === 'object' ? raw.rootfs.ro : raw.rootfs === 'host' ? !raw.overlay : undefined;
  if (ours === undefined || ours === raw.read_only) return;
  const said =
    raw.rootfs === 'host'
      ? 'an `overlay` decides whether the host’s programs are'
      : '`rootfs.ro` says otherwise';
  findings.error('contradiction', path, `"read_only" contradicts the root file system: ${said}`, {
    atKey: true,
  });
}

/** The tree is shared: whoever may write to it gets a layer of its own. */
function normalizeDebootstrap(
  raw: RawContainer,
  given: RawDebootstrap,
  path: Path,
  { findings }: Context,
): Container['rootfs'] {
  const at = [...path, 'debootstrap'];
  const { path: both, ro } = raw.rootfs as { path?: string; ro?: boolean };
  if (both !== undefined) {
    findings.error('contradiction', [...path, 'path'], '"path" and "debootstrap" contradict each other', {
      atKey: true,
      hint: 'keep one of them',
    });
  }
  const readOnly = ro ?? raw.read_only ?? false;
  if (!readOnly && raw.overlay === false) {
    findings.error(
      'contradiction',
      [...path.slice(0, -1), 'overlay'],
      'a tree of debootstrap is shared by all containers that want it',
      {
        atKey: true,
        hint: 'remove `overlay: false`, or write `ro: true` under `rootfs`',
      },
    );
  }
  const mirror =
    given.mirror === undefined ? undefined : findings.read([...at, 'mirror'], given.mirror, parseMirror);
  const include = [...itemsOf(given.include, [...at, 'include'])].flatMap(
    ([name, place]) => findings.read(place, name, parsePackage) ?? [],
  );
  return {
    source: 'path',
    debootstrap: {
      suite: findings.read([...at, 'suite'], given.suite, parseSuite) ?? '',
      ...(mirror !== undefined && { mirror }),
      include: [...new Set(include)].sort(),
      variant: (given.variant as Debootstrap['variant'] | undefined) ?? 'minbase',
    },
    readOnly,
    overlay: !readOnly,
  };
}
