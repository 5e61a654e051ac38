/** The judgements of the named profiles. */
import type { SeccompCondition } from '../../model/seccomp-profile.js';
import { syscallNumbers } from '../../model/syscalls.js';
import { absent, allow, type Case, type Judgement, refuse } from './judgement.js';
import { allowedBy, deniedByDefault, deniedBySystem } from './profiles.js';

/** NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
const namespaceFlags = 0x7e020000n;
const personalities = [0n, 8n, 0x20000n, 0x20008n, 0xffffffffn];
/** AF_ALG (CVE-2026-31431) and AF_VSOCK (reaches the hypervisor). */
const refusedFamilies = [38n, 40n];

/** Calls newer than the table get ENOSYS, because EPERM there breaks a newer C library's fallbacks. */
export function namedJudgement(profile: 'default' | 'system', capabilities: readonly string[]): Judgement {
  const denied = new Set(profile === 'system' ? deniedBySystem : deniedByDefault);
  for (const capability of capabilities) for (const name of allowedBy[capability] ?? []) denied.delete(name);
  const calls: Judgement['calls'] = new Map();
  for (const [name, number] of Object.entries(syscallNumbers))
    calls.set(number, { cases: [], otherwise: denied.has(name) ? refuse : allow });
  if (profile === 'default') judgeArguments(calls, capabilities.includes('sys_admin'));
  return { calls, unknown: absent };
}

function judgeArguments(calls: Judgement['calls'], mayMakeNamespaces: boolean): void {
  const set = (name: string, cases: Case[], otherwise: Case['action']) =>
    calls.set(syscallNumbers[name]!, { cases, otherwise });
  if (!mayMakeNamespaces) {
    set('clone', [{ conditions: [masked(namespaceFlags, 0n)], action: allow }], refuse);
    // Its flags are behind a pointer that a filter cannot follow: glibc falls back to clone.
    set('clone3', [], absent);
  }
  const exactly = (values: bigint[], action: Case['action']) =>
    values.map(value => ({ conditions: [masked(0xffffffffn, value)], action }));
  set('personality', exactly(personalities, allow), refuse);
  set('socket', exactly(refusedFamilies, refuse), allow);
}

/** Of the first argument, an int: the kernel does not look at the high word, so neither may we. */
function masked(value: bigint, valueTwo: bigint): SeccompCondition {
  return { index: 0, operator: 'MASKED_EQ', value, valueTwo };
}
