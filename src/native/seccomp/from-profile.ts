/** The judgement of a profile in a file, on this kernel and with these capabilities. */
import {
  type SeccompAction,
  type SeccompFilter,
  type SeccompProfile,
  SeccompProfileError,
  type SeccompRule,
} from '../../model/seccomp-profile.js';
import { syscallNumbers } from '../../model/syscalls.js';
import { absent, type Case, type Judgement } from './judgement.js';

export interface SeccompHost {
  capabilities: readonly string[];
  /** As uname(2) has it: `6.1.0-18-amd64`. */
  kernel: string;
}

/**
 * Names that are no calls here are passed over, as runc does: profiles list the calls of all architectures.
 * @throws SeccompProfileError when two rules contradict each other
 */
export function profileJudgement({ defaultAction, rules }: SeccompProfile, host: SeccompHost): Judgement {
  const calls: Judgement['calls'] = new Map(
    Object.values(syscallNumbers).map(number => [number, { cases: [], otherwise: defaultAction }]),
  );
  const outright = new Map<number, SeccompAction>();
  for (const rule of rules) {
    if (!counts(rule, host)) continue;
    for (const name of rule.names) {
      const number = numberOf(name);
      if (number === undefined || !calls.has(number)) continue;
      if (rule.alternatives.length === 0) setOutright(outright, number, name, rule);
      else calls.get(number)!.cases.push(...casesOf(rule));
    }
  }
  // As libseccomp has it: a rule without conditions is the broader one, wherever it stands.
  for (const [number, action] of outright) calls.set(number, { cases: [], otherwise: action });
  return { calls, unknown: refuses(defaultAction) ? absent : defaultAction };
}

/** A call's number; policies of LXC's first version have the numbers themselves. */
function numberOf(name: string): number | undefined {
  if (/^\d+$/.test(name)) return Number(name);
  return Object.hasOwn(syscallNumbers, name) ? syscallNumbers[name] : undefined;
}

function casesOf({ alternatives, action }: SeccompRule): Case[] {
  return alternatives.map(conditions => ({ conditions, action }));
}

function setOutright(
  outright: Map<number, SeccompAction>,
  number: number,
  name: string,
  { action, place }: SeccompRule,
): void {
  const before = outright.get(number);
  if (before && (before.kind !== action.kind || before.data !== action.data))
    throw new SeccompProfileError(place, `and an earlier rule give ${name} different actions`);
  outright.set(number, action);
}

/** As runc: who refuses what is not listed has not thought of calls that are newer than the list. */
function refuses({ kind }: SeccompAction): boolean {
  return kind !== 'allow' && kind !== 'log' && kind !== 'trace';
}

/** As Docker: all of `includes` and nothing of `excludes`. */
function counts({ includes, excludes }: SeccompRule, host: SeccompHost): boolean {
  const has = (capability: string) => host.capabilities.includes(capability);
  const isNewEnough = ({ minimumKernel }: SeccompFilter) =>
    minimumKernel === undefined || isAtLeast(host.kernel, minimumKernel);
  if (excludes.architectures.includes('amd64') || excludes.capabilities.some(has)) return false;
  if (excludes.minimumKernel && isNewEnough(excludes)) return false;
  if (includes.architectures.length > 0 && !includes.architectures.includes('amd64')) return false;
  return includes.capabilities.every(has) && isNewEnough(includes);
}

function isAtLeast(kernel: string, [major, minor]: [number, number]): boolean {
  const [ownMajor = 0, ownMinor = 0] = kernel.split('.').map(Number.parseFloat);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
