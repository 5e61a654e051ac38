/** Shared namespaces and clocks, by the names of the spec, before scaling gives instances. */
import { type SharableNamespace, sharableNamespaces } from '../../model/namespaces.js';
import type { Container } from '../../model/project.js';
import type { Path } from '../node.js';
import type { RawContainer } from '../raw.js';
import { parseDuration } from '../values/duration.js';
import { GrammarError } from '../values/grammar-error.js';
import type { Context } from './context.js';

export interface ServiceNamespace {
  kind: SharableNamespace;
  /** null = the host's; else the name of a service or container. */
  name: string | null;
  path: Path;
}

/** Compose's keys for one namespace each win nothing over `namespaces`: both at once is an error unless they agree. */
export function sharedNamespacesOf(raw: RawContainer, path: Path, { findings }: Context): ServiceNamespace[] {
  return sharableNamespaces.flatMap((kind): ServiceNamespace[] => {
    const own = kind === 'pid' || kind === 'ipc' || kind === 'uts' ? raw[kind] : undefined;
    const general = raw.namespaces?.[kind];
    const at = own === undefined ? [...path, 'namespaces', kind] : [...path, kind];
    if (own !== undefined && general !== undefined && own !== general) {
      const message = `"${kind}" and "namespaces.${kind}" contradict each other`;
      findings.error('contradiction', at, message, { atKey: true, hint: 'remove one of them' });
    }
    const text = own ?? general;
    const name = text === undefined ? undefined : findings.read(at, text, parseNamespace);
    return name === undefined || name === 'private' ? [] : [{ kind, name: name.container, path: at }];
  });
}

function parseNamespace(text: string): 'private' | { container: string | null } {
  // Compose has further words for an IPC namespace that others may join: every one may.
  if (text === 'private' || text === 'shareable' || text === 'none') return 'private';
  if (text === 'host') return { container: null };
  const match = /^(?:container|service):(.+)$/.exec(text);
  if (match) return { container: match[1]! };
  throw new GrammarError('is no namespace', 'write host, private or container:NAME');
}

export function clocksOf(raw: RawContainer, path: Path, { findings }: Context): Container['clocks'] {
  const read = (key: 'boot' | 'monotonic') => {
    const text = raw.time?.[key];
    return text === undefined ? undefined : findings.read([...path, 'time', key], text, parseOffset);
  };
  const [bootMs, monotonicMs] = [read('boot'), read('monotonic')];
  if (raw.time != null && raw.namespaces?.time !== undefined && raw.namespaces.time !== 'private') {
    const message =
      '"time" and "namespaces.time" contradict each other: offsets are those of a namespace of its own';
    findings.error('contradiction', [...path, 'time'], message, { atKey: true, hint: 'remove one of them' });
  }
  return { ...(bootMs !== undefined && { bootMs }), ...(monotonicMs !== undefined && { monotonicMs }) };
}

function parseOffset(text: string): number {
  const [, sign, rest] = /^([-+]?)(.*)$/s.exec(text)!;
  const milliseconds = parseDuration(rest!);
  return sign === '-' && milliseconds !== 0 ? -milliseconds : milliseconds;
}
