/**
 * LXC's policies of system calls, versions 1 and 2 (lxc.container.conf(5), SECCOMP CONFIGURATION), as the profile that
 * OCI's format gives. Sections of other architectures are passed over, as LXC does; so are calls that are none here.
 */
import {
  type SeccompAction,
  type SeccompCondition,
  type SeccompProfile,
  SeccompProfileError,
  type SeccompRule,
  seccompOperators,
} from './seccomp-profile.js';

const allow: SeccompAction = { kind: 'allow', data: 0 };
/** libseccomp's SCMP_ACT_KILL, which LXC means by `kill`. */
const kill: SeccompAction = { kind: 'kill-thread', data: 0 };
const EACCES = 13;
const MNT_FORCE = 1n;
const nothing = { capabilities: [], architectures: [] };

/** True when a text is a policy and not JSON: its first line is the version. */
export function isLxcPolicy(text: string): boolean {
  return /^\s*[12]\s*(\r?\n|$)/.test(text);
}

/** @throws SeccompProfileError with the line that is wrong */
export function parseLxcPolicy(text: string): SeccompProfile {
  const lines = text.split(/\r?\n/).map((line, index) => ({
    words: line.replace(/#.*/, '').trim(),
    place: `line ${index + 1}`,
  }));
  const [version, header, ...body] = lines.filter(each => each.words !== '');
  if (!header) throw new SeccompProfileError('', 'has no line `allowlist` or `denylist`');
  return version!.words === '1' ? firstVersion(header, body) : secondVersion(header, body);
}

interface Line {
  words: string;
  place: string;
}

function wrong({ place, words }: Line, reason: string): SeccompProfileError {
  return new SeccompProfileError(place, `"${words}" ${reason}`);
}

/** Numbers of calls that are allowed; everything else kills. */
function firstVersion(header: Line, body: Line[]): SeccompProfile {
  if (!/^(allowlist|whitelist)$/.test(header.words))
    throw wrong(header, 'is not allowlist, all that version 1 has');
  return {
    defaultAction: kill,
    rules: body.map(line => {
      if (!/^\d{1,4}$/.test(line.words)) throw wrong(line, 'is not the number of a system call');
      return rule([line.words], allow, [], line);
    }),
  };
}

function secondVersion(header: Line, body: Line[]): SeccompProfile {
  const match = /^(allowlist|whitelist|denylist|blacklist)(?:\s+(.+))?$/.exec(header.words);
  if (!match) throw wrong(header, 'is not allowlist or denylist');
  const allows = match[1] === 'allowlist' || match[1] === 'whitelist';
  const given = match[2] === undefined ? kill : parseAction(match[2], header);
  const profile: SeccompProfile = { defaultAction: allows ? given : allow, rules: [] };
  let counts = true;
  for (const line of body) {
    const section = /^\[(\w+)\]$/.exec(line.words)?.[1];
    if (section !== undefined) counts = ['all', 'x86_64', 'amd64'].includes(section.toLowerCase());
    else if (counts) profile.rules.push(parseRule(line, allows ? allow : given));
  }
  return profile;
}

function parseRule(line: Line, usual: SeccompAction): SeccompRule {
  if (line.words === 'reject_force_umount') {
    const force: SeccompCondition = {
      index: 1,
      operator: 'MASKED_EQ',
      value: MNT_FORCE,
      valueTwo: MNT_FORCE,
    };
    return rule(['umount2'], { kind: 'errno', data: EACCES }, [force], line);
  }
  const match = /^([a-z0-9_]+)(?:\s+([^[]*?))?\s*((?:\[[^\]]*\]\s*)*)$/.exec(line.words);
  if (!match) throw wrong(line, 'is not SYSCALL [ACTION] [CONDITION…]');
  const [, name, action, conditions] = match;
  const chosen = action === undefined || action === '' ? usual : parseAction(action, line);
  const tests = [...conditions!.matchAll(/\[([^\]]*)\]/g)].map(each => parseCondition(each[1]!, line));
  return rule([name!], chosen, tests, line);
}

function rule(
  names: string[],
  action: SeccompAction,
  conditions: SeccompCondition[],
  { place }: Line,
): SeccompRule {
  const alternatives = conditions.length === 0 ? [] : [conditions];
  return { names, action, alternatives, includes: nothing, excludes: nothing, place };
}

function parseAction(text: string, line: Line): SeccompAction {
  const errno = /^errno\s+(\d{1,4})$/.exec(text)?.[1];
  if (errno !== undefined && Number(errno) <= 4095) return { kind: 'errno', data: Number(errno) };
  if (text === 'kill') return kill;
  if (text === 'trap') return { kind: 'trap', data: 0 };
  if (text === 'allow') return allow;
  throw wrong(
    line,
    text === 'notify' ? 'asks for a listener, which no container has here' : 'has no action of LXC',
  );
}

/** `INDEX,VALUE,OPERATOR[,MASK]` */
function parseCondition(text: string, line: Line): SeccompCondition {
  const [index, value, operator, mask, ...rest] = text.split(',').map(each => each.trim());
  const known = seccompOperators.find(each => operator === `SCMP_CMP_${each}`);
  const number = /^(0x[0-9a-f]{1,16}|\d{1,20})$/i;
  if (rest.length > 0 || !/^[0-5]$/.test(index ?? '') || !number.test(value ?? '') || !known) {
    throw wrong(line, 'has a condition that is not [INDEX,VALUE,OPERATOR,MASK]');
  }
  if (known !== 'MASKED_EQ')
    return { index: Number(index), operator: known, value: BigInt(value!), valueTwo: 0n };
  if (!number.test(mask ?? '')) throw wrong(line, 'has a condition SCMP_CMP_MASKED_EQ without a mask');
  // LXC writes the wanted value first and the mask last; libseccomp takes the mask first.
  return { index: Number(index), operator: known, value: BigInt(mask!), valueTwo: BigInt(value!) };
}
