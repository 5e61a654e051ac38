/** Isolation of a service. */
import { quote } from '../../spec/diagnostic.js';
import { GrammarError } from '../../spec/values/grammar-error.js';
import { parseSysctlKey } from '../../spec/values/sysctl.js';
import { keep, leaveOut, type Rules } from '../rules.js';
import { childOf, entriesOf, isTrue, listOf, pairsOf, plain, textOf } from '../tree.js';
import { hasVariable } from '../variables.js';
import type { ServiceTarget } from './target.js';

const ulimits =
  'as core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack'.split(
    ' ',
  );

export const securityRules: Rules<ServiceTarget> = {
  cap_add: keep,
  cap_drop: keep,
  privileged({ value }, { draft }) {
    if (isTrue(value) || hasVariable(textOf(value) ?? '')) draft['privileged'] = plain(value);
  },
  security_opt({ value }, target) {
    for (const item of listOf(value)) securityOption(textOf(item) ?? '', item.range, target);
  },
  userns_mode({ at, value }, { draft, remarks }) {
    if (textOf(value) === 'host') draft['idmap'] = 'none';
    else remarks.add(at, '"userns_mode" is left out: a container has ids of its own', 'use `idmap`');
  },
  devices({ value }, { draft, remarks }) {
    const devices = listOf(value).filter(item => {
      const text = textOf(item) ?? textOf(childOf(item, 'source')) ?? '';
      if (/^\/dev\//.test(text) || hasVariable(text)) return true;
      remarks.add(item.range, `${quote(text)} is not a device below /dev: left out`);
      return false;
    });
    if (devices.length > 0) draft['devices'] = devices.map(plain);
  },
  sysctls({ value }, { draft, remarks }) {
    const sysctls = pairsOf(value).flatMap(({ key, value: text, at }): [string, string][] => {
      const reason = hasVariable(key) ? undefined : sysctlProblem(key);
      if (reason === undefined && text !== undefined) return [[key, text]];
      remarks.add(at, `the sysctl ${quote(key)} ${reason ?? 'has no value'}: left out`);
      return [];
    });
    if (sysctls.length > 0) draft['sysctls'] = Object.fromEntries(sysctls);
  },
  ulimits({ value }, { draft, remarks }) {
    const known = entriesOf(value).filter(({ key, at }) => {
      if (ulimits.includes(key)) return true;
      remarks.add(at, `there is no ulimit ${quote(key)}: left out`);
      return false;
    });
    if (known.length > 0)
      draft['ulimits'] = Object.fromEntries(known.map(each => [each.key, plain(each.value)]));
  },
  device_cgroup_rules: leaveOut('use `devices`'),
};

function sysctlProblem(key: string): string | undefined {
  try {
    parseSysctlKey(key);
    return undefined;
  } catch (error) {
    if (error instanceof GrammarError) return error.message;
    throw error;
  }
}

function securityOption(
  text: string,
  range: Parameters<ServiceTarget['remarks']['add']>[0],
  { draft, remarks }: ServiceTarget,
): void {
  const [name, value = ''] = text.split(/[:=](.*)/s) as [string, string | undefined];
  if (name === 'no-new-privileges') draft['no_new_privs'] = value !== 'false';
  else if (name === 'seccomp' && value !== '') {
    draft['seccomp'] = value === 'unconfined' || /^[./~$]/.test(value) ? value : `./${value}`;
  } else
    remarks.add(range, `the security option ${quote(text)} is left out`, 'use `seccomp` and `no_new_privs`');
}
