/** LXC's own mounts of /proc, /sys and /dev, and files of /proc/PID, both ways. */
import type { Container } from '../../model/project.js';
import type { YamlValue } from '../../spec/print/yaml.js';
import type { Bag } from './bag.js';
import { bytesOf } from './limits.js';
import { line } from './line.js';
import { literal } from './process.js';

const procFiles = ['autogroup', 'comm', 'coredump_filter', 'timerslack_ns'];

/** @param isHost the host's programs are the root, whose /dev nobody gets */
export function kernelMountsOf(bag: Bag, isHost: boolean): Record<string, YamlValue> {
  const words = bag.some('lxc.mount.auto', value => {
    const list = value.trim().split(/\s+/);
    const known = list.every(each => /^(proc(:mixed|:rw)?|sys(:mixed|:ro|:rw)?)$/.test(each));
    // What asks for no more than everybody gets stays as it is written.
    return known && list.some(each => each.endsWith(':rw')) ? list : undefined;
  });
  // With one of its own nothing is asked for that is not so anyway, and the line stays.
  const without = bag.oneOf('lxc.autodev', value => (value === '0' && !isHost ? value : undefined));
  const size = bag.oneOf('lxc.autodev.tmpfs.size', bytesOf);
  const proc: Record<string, YamlValue> = {};
  for (const name of procFiles) {
    const value = bag.oneOf(`lxc.proc.${name}`, text => literal(text));
    if (value !== undefined) proc[name] = value;
  }
  return {
    auto_mounts: words.flat().filter(each => each.endsWith(':rw')),
    autodev: without === '0' ? false : size === undefined ? null : { size },
    proc,
  };
}

export function kernelMountLines({ autoMounts, autodev, autodevSize, proc }: Container): string[] {
  const { proc: ofProc, sys } = autoMounts;
  return [
    ...(ofProc === 'rw' || sys === 'rw' ? [line('lxc.mount.auto', `proc:${ofProc} sys:${sys}`)] : []),
    ...(autodev ? [] : [line('lxc.autodev', 0)]),
    ...(autodevSize === undefined ? [] : [line('lxc.autodev.tmpfs.size', autodevSize)]),
    ...Object.entries(proc).map(([name, value]) => line(`lxc.proc.${name}`, value)),
  ];
}
