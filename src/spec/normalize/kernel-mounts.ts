/** /proc, /sys and /dev in LXC's words, and further files of /proc/PID. */
import type { Container } from '../../model/project.js';
import type { Path } from '../node.js';
import type { RawContainer } from '../raw.js';
import { GrammarError } from '../values/grammar-error.js';
import { parsePlainText } from '../values/names.js';
import { parseSize } from '../values/size.js';
import { type Context, entriesOf, itemsOf } from './context.js';

type KernelMounts = Pick<Container, 'autoMounts' | 'autodev' | 'autodevSize' | 'proc'>;

export function normalizeKernelMounts(raw: RawContainer, path: Path, context: Context): KernelMounts {
  const { findings } = context;
  const autoMounts: Container['autoMounts'] = { proc: 'mixed', sys: 'ro' };
  for (const [text, at] of itemsOf(raw.auto_mounts, [...path, 'auto_mounts'])) {
    const word = findings.read(at, text, parseWord);
    if (word) Object.assign(autoMounts, word);
  }
  const size = typeof raw.autodev === 'object' ? raw.autodev.size : undefined;
  const autodevSize =
    size === undefined ? undefined : findings.read([...path, 'autodev', 'size'], size, parseSize);
  if (raw.autodev === false && (raw.rootfs === undefined || raw.rootfs === 'host')) {
    findings.error(
      'contradiction',
      [...path, 'autodev'],
      'without a /dev of its own it would have the host\u2019s',
      {
        atKey: true,
        hint: 'remove it, or give a directory with `rootfs`',
      },
    );
  }
  const proc: Record<string, string> = {};
  for (const [name, value, at] of entriesOf(raw.proc, [...path, 'proc'])) {
    if (findings.read(at, name, parseProcFile, true) === undefined) continue;
    const text = findings.read(at, value, parsePlainText);
    if (text !== undefined) proc[name] = text;
  }
  return {
    autoMounts,
    autodev: raw.autodev !== false,
    ...(autodevSize !== undefined && { autodevSize }),
    proc,
  };
}

/** The network's part of /sys, which LXC's `sys:mixed` leaves writable, is not: it is read-only as a whole. */
function parseWord(text: string): Partial<Container['autoMounts']> {
  const match = /^(proc|sys)(?::(mixed|ro|rw))?$/.exec(text);
  if (!match || text === 'proc:ro')
    throw new GrammarError(
      'is no word of LXC\u2019s that is supported',
      'write proc:mixed, proc:rw, sys:ro or sys:rw',
    );
  const writable = match[2] === 'rw';
  return match[1] === 'proc' ? { proc: writable ? 'rw' : 'mixed' } : { sys: writable ? 'rw' : 'ro' };
}

/** Not what has a key of its own, nor what would change who the process is. */
function parseProcFile(text: string): string {
  if (text === 'oom_score_adj') throw new GrammarError('has a key of its own', 'write `oom_score_adj`');
  if (/^(autogroup|coredump_filter|timerslack_ns|oom_adj|comm)$/.test(text)) return text;
  throw new GrammarError(
    'is no file of /proc/PID that may be set',
    'coredump_filter, timerslack_ns, autogroup and comm are',
  );
}
