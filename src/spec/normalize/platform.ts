/** `platform`: the host's architecture or its 32-bit form, which is only another answer of uname(2). */
import type { Path } from '../node.js';
import type { RawContainer } from '../raw.js';
import { GrammarError } from '../values/grammar-error.js';
import type { Context } from './context.js';

/** OCI's names, with LXC's (lxc.arch) and the kernel's beside them. */
const names: Record<string, string> = {
  amd64: 'amd64',
  x86_64: 'amd64',
  'x86-64': 'amd64',
  linux64: 'amd64',
  '386': '386',
  i386: '386',
  i486: '386',
  i586: '386',
  i686: '386',
  x86: '386',
  linux32: '386',
  arm64: 'arm64',
  aarch64: 'arm64',
  arm: 'arm',
  armhf: 'arm',
  armel: 'arm',
  armv7l: 'arm',
  'arm/v7': 'arm',
};

export function platformOf(raw: RawContainer, path: Path, { findings }: Context): { platform?: string } {
  const platform =
    raw.platform === undefined
      ? undefined
      : findings.read([...path, 'platform'], raw.platform, parsePlatform);
  return platform === undefined ? {} : { platform };
}

/** @throws GrammarError */
export function parsePlatform(text: string): string {
  const name = text.replace(/^linux\//, '');
  if (Object.hasOwn(names, name)) return `linux/${names[name]}`;
  throw new GrammarError('is no platform', 'write linux/amd64, linux/386, linux/arm64 or linux/arm');
}
