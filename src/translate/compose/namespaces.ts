/** What Compose has in this spec's own words: namespaces that a service shares, and hooks inside. */
import { keep, type Rules } from '../rules.js';
import { childOf, textOf } from '../tree.js';
import { hasVariable } from '../variables.js';
import type { ServiceTarget } from './target.js';

const remedy = 'a container has namespaces of its own';

export const namespaceRules: Rules<ServiceTarget> = {
  post_start: keep,
  pre_stop: keep,
  ipc({ at, value }, { draft, remarks, file }) {
    const text = textOf(value) ?? '';
    const service = /^service:(.+)$/.exec(text)?.[1];
    if (text === 'host' || hasVariable(text)) draft['ipc'] = text;
    else if (service !== undefined && file.services.has(service))
      draft['ipc'] = `container:${file.services.get(service)}`;
    else if (!['private', 'shareable', 'none', ''].includes(text))
      remarks.add(at, `"ipc: ${text}" has no counterpart here: left out`, remedy);
  },
  pid({ at, value }, { draft, remarks }) {
    const text = textOf(value) ?? '';
    if (text === 'host' || hasVariable(text)) draft['pid'] = text;
    else
      remarks.add(at, `"pid: ${text}" is left out: each container has ids of its own`, 'use `idmap: none`');
  },
  uts({ at, value }, { draft, remarks, node }) {
    const text = textOf(value) ?? '';
    // The host's name is not the container's to set, which Compose refuses as well.
    const named = ['hostname', 'domainname'].some(key => childOf(node, key) !== undefined);
    if (text === 'host' && !named) draft['uts'] = text;
    else remarks.add(at, `"uts: ${text}" is left out`, remedy);
  },
};
