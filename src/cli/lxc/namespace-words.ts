/** LXC's words for namespaces: MOUNT|NETWORK of lxc-unshare and lxc-attach. */
import { LxcParseFailure } from './command.js';

/** To the kernel's, which LXC takes as well. */
export const lxcNamespaces: Readonly<Record<string, string>> = {
  MOUNT: 'mnt',
  PID: 'pid',
  UTSNAME: 'uts',
  IPC: 'ipc',
  USER: 'user',
  NETWORK: 'net',
  CGROUP: 'cgroup',
};

const kernels = ['mnt', 'pid', 'uts', 'ipc', 'user', 'net', 'cgroup', 'time'];

/** @throws LxcParseFailure for a word that is none */
export function namespacesOf(text: string): string[] {
  return text.split('|').map(each => {
    const word = each.trim();
    const found = lxcNamespaces[word] ?? kernels.find(name => name === word.toLowerCase());
    if (found === undefined) throw new LxcParseFailure();
    return found;
  });
}
