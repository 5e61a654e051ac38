import { GrammarError } from './grammar-error.js';

/** Keys whose value belongs to a network or ipc namespace; any other would change the host (CVE-2022-0811). */
const namespaced =
  /^(net\.|fs\.mqueue\.|kernel\.(shmall|shmmax|shmmni|shm_rmid_forced|shm_next_id|msgmax|msgmnb|msgmni|msg_next_id|sem|sem_next_id)$)/;

/** Host-wide in spite of its prefix, or reached by another key of the spec. */
const otherKeys: Record<string, string> = {
  'kernel.hostname': 'use the key `hostname`',
  'kernel.domainname': 'use the key `domainname`',
};

/** A dotted key that only the container sees. Slashes would leave the directory. @throws GrammarError */
export function parseSysctlKey(text: string): string {
  if (!/^[a-z0-9_]+(\.[A-Za-z0-9_-]+)+$/.test(text) || text.length > 200) {
    throw new GrammarError('is not the name of a sysctl', 'write it with dots: net.core.somaxconn');
  }
  const hint = otherKeys[text];
  if (hint !== undefined) throw new GrammarError('is not set as a sysctl', hint);
  if (!namespaced.test(text)) {
    const allowed = 'net.*, fs.mqueue.*, kernel.shm*, kernel.msg* and kernel.sem';
    throw new GrammarError(
      'would change the whole host',
      `a container has its own values only of ${allowed}`,
    );
  }
  return text;
}

/** True when the key belongs to the network namespace. */
export function isNetworkSysctl(key: string): boolean {
  return key.startsWith('net.');
}
