/** Launch plans and configure steps as bytes: fields in the order of launch-plan.ts, variants by a number of their own. */
import type {
  ConfigureStep,
  DeviceRule,
  LaunchHookEvent,
  LaunchPlan,
  MountAttributes,
  SetupStep,
} from './launch-plan.js';
import { Writer } from './wire.js';

/** The variants' numbers; common/launch_plan.h has the same. */
const setupNumbers: Record<SetupStep['op'], number> = {
  'root-tree': 1,
  'root-tmpfs': 2,
  'root-overlay': 3,
  tree: 4,
  filesystem: 5,
  directory: 6,
  file: 7,
  symlink: 8,
  device: 9,
  mask: 10,
  'read-only': 11,
  overlay: 12,
  'device-node': 13,
  'sealed-file': 14,
};
const configureNumbers: Record<ConfigureStep['op'], number> = {
  'link-up': 1,
  'link-down': 2,
  'link-mac': 3,
  'link-mtu': 4,
  'link-rename': 5,
  'address-add': 6,
  'address-delete': 7,
  'route-add': 8,
  'route-delete': 9,
  hostname: 10,
  domainname: 11,
  sysctl: 12,
  'link-delete': 13,
  'link-rate': 14,
};
const hookNumbers: Record<LaunchHookEvent, number> = {
  'pre-start': 1,
  'pre-mount': 2,
  mount: 3,
  autodev: 4,
  'start-host': 5,
  start: 6,
  stop: 7,
  'post-stop': 8,
  destroy: 9,
};
const restartNumbers = { no: 0, always: 1, 'on-failure': 2, 'unless-stopped': 3 } as const;

export function encodeLaunchPlan(plan: LaunchPlan): Uint8Array {
  const writer = new Writer();
  writer
    .text(plan.project)
    .text(plan.container)
    .text(plan.runDirectory)
    .text(plan.logFile)
    .text(plan.applied);
  writer.u32(plan.namespaces).text(plan.uidMap).text(plan.gidMap).u32(plan.joinNetworkPid);
  writer.list(plan.joinNamespaces, (to, { flag, pid }) => to.u32(flag).u32(pid)).text(plan.timeOffsets);
  writer.list(plan.physical, (to, each) => to.text(each.name).text(each.interface));
  writer.list(plan.downScripts, (to, each) => to.list(each.argv, text).list(each.environment, text));
  writer.list(plan.cgroup.directories, text);
  writer.list(plan.cgroup.writes, (to, { path, value, readBack }) => {
    to.text(path)
      .text(value)
      .bool(readBack !== undefined)
      .text(readBack ?? '');
  });
  writer
    .list(plan.cgroup.taskFiles, text)
    .text(plan.cgroup.unified ?? '')
    .u32(plan.cgroup.owner ?? 0xffffffff)
    .bool(plan.cgroup.deviceRules !== undefined)
    .list(plan.cgroup.deviceRules ?? [], writeDeviceRule)
    .list(plan.cgroup.remove, text);
  writer.list(plan.setup, writeSetup).list(plan.configure, writeConfigure);
  writer.list(plan.hooks, (to, { event, argv, environment }) => {
    to.u8(hookNumbers[event]).list(argv, text).list(environment, text);
  });
  writer.u8(plan.hookVersion).text(plan.rootPlace);
  writer.list(plan.insideHooks, (to, each) => {
    to.bool(each.beforeStop).list(each.argv, text).list(each.environment, text);
    to.text(each.user).text(each.workingDirectory).bool(each.privileged);
  });
  writer.bool(plan.oomScoreAdj !== undefined).i32(plan.oomScoreAdj ?? 0);
  writer.list(plan.procFiles, (to, { name, value }) => to.text(name).text(value));
  writer.list(plan.rlimits, (to, each) =>
    to.u32(each.resource).u64(BigInt(each.soft)).u64(BigInt(each.hard)),
  );
  writer.u64(plan.capabilities).bool(plan.noNewPrivileges).bytes(plan.seccomp);
  writer.bool(plan.keyring).bool(plan.coreScheduling).text(plan.securityLabel);
  writer.bool(plan.personality !== undefined).u32(plan.personality ?? 0);
  writer.text(plan.user).list(plan.groupAdd, text).text(plan.workingDirectory);
  writer.list(plan.argv, text).list(plan.environment, text);
  writer.bool(plan.tty).bool(plan.stdinOpen);
  const { console } = plan;
  writer
    .u32(console.ttys)
    .u32(console.buffer)
    .text(console.log)
    .u64(BigInt(console.logSize))
    .bool(console.rotate);
  writer.bool(plan.reaper);
  writer.u32(plan.stopSignal).u32(plan.stopSignalIfBlocked).u32(plan.stopGraceMs);
  writer.u32(plan.rebootSignal).text(plan.ephemeralDirectory);
  writer.u8(restartNumbers[plan.restart.policy]).u32(plan.restart.maximumRetries);
  writer.bool(plan.healthcheck !== undefined);
  if (plan.healthcheck) {
    const check = plan.healthcheck;
    writer
      .list(check.exec ?? [], text)
      .text(check.probe?.address ?? '')
      .u16(check.probe?.port ?? 0)
      .text(check.probe?.path ?? '');
    for (const value of [
      check.intervalMs,
      check.timeoutMs,
      check.retries,
      check.startPeriodMs,
      check.startIntervalMs,
    ])
      writer.u32(value);
  }
  return writer.finish();
}

/** The request that changes a living container's mounts. @param applied the new LaunchPlan.applied */
export function encodeMounts(detach: string[], attach: SetupStep[], applied: string): Uint8Array {
  return new Writer().list(detach, text).list(attach, writeSetup).text(applied).finish();
}

export function encodeConfigureSteps(steps: ConfigureStep[]): Uint8Array {
  return new Writer().list(steps, writeConfigure).finish();
}

function text(writer: Writer, value: string): void {
  writer.text(value);
}

/** The kernel's bits, linux/bpf.h: BPF_DEVCG_DEV_…, BPF_DEVCG_ACC_…; every number is all ones. */
function writeDeviceRule(writer: Writer, rule: DeviceRule): void {
  const access = [...rule.access].reduce((bits, letter) => bits | { m: 1, r: 2, w: 4 }[letter]!, 0);
  writer.u8(rule.type === 'b' ? 1 : 2).u8(access);
  writer.u32(rule.major).u32(rule.minor ?? 0xffffffff);
}

/** Bits 0..3: read-only, nosuid, nodev, noexec. */
function attributeBits(attributes: MountAttributes): number {
  return (
    (attributes.readOnly ? 1 : 0) |
    (attributes.noSuid ? 2 : 0) |
    (attributes.noDev ? 4 : 0) |
    (attributes.noExec ? 8 : 0)
  );
}

function writeSetup(writer: Writer, step: SetupStep): void {
  writer.u8(setupNumbers[step.op]);
  switch (step.op) {
    case 'root-tree':
      writer.text(step.source).bool(step.idmapped).u8(attributeBits(step.attributes));
      return;
    case 'root-tmpfs':
      writer.list(step.options, text).u8(attributeBits(step.attributes));
      return;
    case 'overlay':
    case 'root-overlay':
      if (step.op === 'overlay') writer.text(step.target);
      writer.text(step.lower).text(step.layer).bool(step.idmapped).u8(attributeBits(step.attributes));
      return;
    case 'tree':
      writer.text(step.source).text(step.target).bool(step.recursive).bool(step.idmapped);
      writer.u8(attributeBits(step.attributes)).bool(step.optional === true);
      return;
    case 'filesystem':
      writer.text(step.type).text(step.target).list(step.options, text);
      writer.u8(attributeBits(step.attributes)).bool(step.optional === true);
      return;
    case 'directory':
      writer.text(step.target).u32(step.mode);
      return;
    case 'file':
      writer.text(step.target).u32(step.mode).text(step.content);
      return;
    case 'symlink':
      writer.text(step.target).text(step.content);
      return;
    case 'device':
      writer.text(step.source).text(step.target).u32(step.major).u32(step.minor);
      return;
    case 'device-node':
      writer.text(step.target).bool(step.type === 'b');
      for (const number of [step.major, step.minor, step.mode, step.uid, step.gid]) writer.u32(number);
      return;
    case 'sealed-file':
      writer.text(step.target).bytes(step.content);
      for (const number of [step.mode, step.uid, step.gid]) writer.u32(number);
      return;
    case 'mask':
    case 'read-only':
      writer.text(step.target);
      return;
  }
}

/** Addresses and prefixes travel as canonical text, for inet_pton(3). */
function writeConfigure(writer: Writer, step: ConfigureStep): void {
  writer.u8(configureNumbers[step.op]);
  switch (step.op) {
    case 'link-up':
    case 'link-down':
    case 'link-delete':
      writer.text(step.interface);
      return;
    case 'link-mac':
      writer.text(step.interface).raw(Buffer.from(step.mac.replaceAll(':', ''), 'hex'));
      return;
    case 'link-mtu':
      writer.text(step.interface).u32(step.mtu);
      return;
    case 'link-rate':
      writer.text(step.interface).u32(step.rate);
      return;
    case 'link-rename':
      writer.text(step.interface).text(step.to);
      return;
    case 'address-add':
    case 'address-delete':
      writer.text(step.interface).text(step.address);
      return;
    case 'route-add':
    case 'route-delete':
      writer
        .text(step.interface)
        .text(step.to)
        .text(step.via ?? '')
        .u32(step.metric)
        .u32(step.table);
      return;
    case 'hostname':
    case 'domainname':
      writer.text(step.name);
      return;
    case 'sysctl':
      writer.text(step.key).text(step.value);
      return;
  }
}
