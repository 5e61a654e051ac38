/** All rules, by code. Codes are never given to another rule: they stand in people's files. */
import type { Rule } from './rule.js';
import { bindSensitive, bindSocket } from './rules/binds.js';
import { capabilityDangerous } from './rules/capabilities.js';
import { dependencyIgnoresHealth, dependencyWithoutHealth, neverCompletes } from './rules/dependencies.js';
import { deviceDangerous } from './rules/devices.js';
import { anchorUnused, extensionUnused, profileUnknown } from './rules/file.js';
import { natWithoutAddress, portInternal } from './rules/forwarding.js';
import { hostnameDuplicate } from './rules/hostnames.js';
import { idmapNone, networkHost, privileged, seccompUnconfined } from './rules/isolation.js';
import { limitMemory, limitPids } from './rules/limits.js';
import { macDuplicate, macGlobal } from './rules/macs.js';
import { mtuAbove } from './rules/mtu.js';
import { secretLiteral } from './rules/secrets.js';
import { poolStatic, subnetsOverlap } from './rules/subnets.js';
import { networkUnused, volumeUnused } from './rules/unused.js';

/** A row of the table that is not checked like the others: it comes from the loader or from the ignoring itself. */
type SpecialRule = Omit<Rule, 'check'>;

export const loaderRemark: SpecialRule & { toldBy: readonly string[] } = {
  code: 'LXCC1001',
  name: 'remark',
  level: 'warning',
  summary: 'what every command warns of when it reads the spec, such as a variable that is not set',
  toldBy: [bindSocket.code, mtuAbove.code],
};

export const ignoreFaulty: SpecialRule = {
  code: 'LXCC1002',
  name: 'ignore-faulty',
  level: 'warning',
  summary: 'a `lint-ignore` that names no rule, or a `lint-ignore-file` below the first key',
};

export const ignoreUnused: SpecialRule = {
  code: 'LXCC1003',
  name: 'ignore-unused',
  level: 'warning',
  summary: 'a `lint-ignore` with nothing to ignore',
};

/** Those that look at a project. */
export const rules: readonly Rule[] = [
  anchorUnused,
  extensionUnused,
  profileUnknown,
  networkUnused,
  subnetsOverlap,
  poolStatic,
  macDuplicate,
  macGlobal,
  mtuAbove,
  hostnameDuplicate,
  portInternal,
  natWithoutAddress,
  privileged,
  idmapNone,
  bindSensitive,
  bindSocket,
  capabilityDangerous,
  seccompUnconfined,
  networkHost,
  secretLiteral,
  deviceDangerous,
  limitMemory,
  limitPids,
  dependencyWithoutHealth,
  dependencyIgnoresHealth,
  neverCompletes,
  volumeUnused,
];
