import type { Container } from '../../model/project.js';
import type { Path } from '../node.js';
import type { RawContainer } from '../raw.js';
import { resolveHostPath } from '../values/path.js';
import type { Context } from './context.js';

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
