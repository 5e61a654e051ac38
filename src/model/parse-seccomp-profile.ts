/** The grammar of seccomp profiles: OCI's runtime specification and what Docker adds to it, or a policy of LXC. */
import { JsonNode } from './json-node.js';
import { isLxcPolicy, parseLxcPolicy } from './parse-lxc-policy.js';
import {
  type SeccompAction,
  type SeccompCondition,
  type SeccompFilter,
  type SeccompProfile,
  SeccompProfileError,
  type SeccompRule,
  seccompOperators,
} from './seccomp-profile.js';

/** libseccomp's names. SCMP_ACT_NOTIFY needs a listener, which no container has here. */
const actions: Record<string, SeccompAction['kind']> = {
  SCMP_ACT_ALLOW: 'allow',
  SCMP_ACT_LOG: 'log',
  SCMP_ACT_TRACE: 'trace',
  SCMP_ACT_ERRNO: 'errno',
  SCMP_ACT_TRAP: 'trap',
  SCMP_ACT_KILL: 'kill-thread',
  SCMP_ACT_KILL_THREAD: 'kill-thread',
  SCMP_ACT_KILL_PROCESS: 'kill-process',
};
const EPERM = 1;
/** What seccomp(2) returns at most (MAX_ERRNO). */
const maximumErrno = 4095n;
const maximumWord = 0xffffn;
const maximumValue = 0xffff_ffff_ffff_ffffn;
const native = 'SCMP_ARCH_X86_64';

/** @throws SeccompProfileError with the key that is wrong */
export function parseSeccompProfile(text: string): SeccompProfile {
  if (isLxcPolicy(text)) return parseLxcPolicy(text);
  const profile = JsonNode.parse(text).members(
    'defaultAction',
    'defaultErrnoRet',
    'architectures',
    'archMap',
    'flags',
    'syscalls',
  );
  for (const flag of profile.flags.items()) throw flag.problem('is not supported: no flag is');
  checkArchitectures(profile.architectures, profile.archMap);
  const defaultAction = parseAction(profile.defaultAction, profile.defaultErrnoRet);
  const rules = profile.syscalls.items().map(parseRule);
  return { defaultAction, rules };
}

function checkArchitectures(architectures: JsonNode, archMap: JsonNode): void {
  const known = (node: JsonNode): string => {
    const name = node.text();
    if (!/^SCMP_ARCH_[A-Z0-9_]+$/.test(name)) throw node.problem('is not an architecture');
    return name;
  };
  if (!architectures.isAbsent && !archMap.isAbsent)
    throw new SeccompProfileError('archMap', 'and "architectures" exclude each other');
  const listed = architectures.items().map(known);
  for (const each of archMap.items()) {
    const { architecture, subArchitectures } = each.members('architecture', 'subArchitectures');
    listed.push(known(architecture));
    for (const sub of subArchitectures.items()) known(sub);
  }
  if (listed.length > 0 && !listed.includes(native))
    throw (architectures.isAbsent ? archMap : architectures).problem(`does not list ${native}`);
}

function parseAction(action: JsonNode, errnoRet: JsonNode): SeccompAction {
  const name = action.text();
  const kind = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (!kind) throw action.problem(`"${name}" is not an action that is supported`);
  if (kind === 'errno')
    return { kind, data: errnoRet.isAbsent ? EPERM : Number(errnoRet.whole(maximumErrno)) };
  if (kind === 'trace')
    return { kind, data: errnoRet.isAbsent ? EPERM : Number(errnoRet.whole(maximumWord)) };
  if (!errnoRet.isAbsent) throw errnoRet.problem(`has no meaning with ${name}`);
  return { kind, data: 0 };
}

function parseRule(node: JsonNode): SeccompRule {
  const rule = node.members('names', 'name', 'action', 'errnoRet', 'args', 'comment', 'includes', 'excludes');
  const names = rule.names.items().map(each => each.text());
  // Docker's older form has one name a rule, and an empty one beside `names`.
  if (!rule.name.isAbsent && rule.name.text() !== '') {
    if (names.length > 0) throw rule.name.problem('and "names" exclude each other');
    names.push(rule.name.text());
  }
  if (names.length === 0) throw rule.names.problem('has no system call');
  return {
    names,
    action: parseAction(rule.action, rule.errnoRet),
    alternatives: alternativesOf(rule.args.items().map(parseCondition)),
    includes: parseFilter(rule.includes),
    excludes: parseFilter(rule.excludes),
    place: node.key,
  };
}

/** As runc: conditions on different arguments have to hold together, several on the same one are alternatives. */
function alternativesOf(conditions: SeccompCondition[]): SeccompCondition[][] {
  if (conditions.length === 0) return [];
  const distinct = new Set(conditions.map(each => each.index)).size === conditions.length;
  return distinct ? [conditions] : conditions.map(each => [each]);
}

function parseCondition(node: JsonNode): SeccompCondition {
  const { index, value, valueTwo, op } = node.members('index', 'value', 'valueTwo', 'op');
  const name = op.text();
  const operator = seccompOperators.find(each => name === `SCMP_CMP_${each}`);
  if (!operator) throw op.problem(`"${name}" is not an operator`);
  const second = valueTwo.isAbsent ? 0n : valueTwo.whole(maximumValue);
  if (second !== 0n && operator !== 'MASKED_EQ') throw valueTwo.problem(`has no meaning with ${name}`);
  return {
    index: Number(index.whole(5n)),
    operator,
    value: value.whole(maximumValue),
    valueTwo: second,
  };
}

function parseFilter(node: JsonNode): SeccompFilter {
  if (node.isAbsent) return { capabilities: [], architectures: [] };
  const { caps, arches, minKernel } = node.members('caps', 'arches', 'minKernel');
  const filter: SeccompFilter = {
    capabilities: caps.items().map(each => {
      const name = /^CAP_([A-Z_]+)$/.exec(each.text())?.[1];
      if (!name) throw each.problem('is not a capability such as CAP_SYS_ADMIN');
      return name.toLowerCase();
    }),
    architectures: arches.items().map(each => each.text()),
  };
  if (!minKernel.isAbsent) {
    const match = /^(\d{1,5})\.(\d{1,5})$/.exec(minKernel.text());
    if (!match) throw minKernel.problem('is not a version of Linux such as 4.8');
    filter.minimumKernel = [Number(match[1]), Number(match[2])];
  }
  return filter;
}
