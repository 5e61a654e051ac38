/** A configuration of LXC 1 or 2 in the keys of LXC 3 and later, with its comments, its order and its blanks: lxc-update-config. */
import { droppedKeys, renamedKeys } from './upgrade.js';

/** What is a comment is brought up to date as well, so that taking the `#` away still works. */
const setting = /^(\s*#*\s*)(lxc\.[\w.]+)(\s*=\s*|\s*$)(.*)$/;

/** The same text where there is nothing old in it. */
export function upgradeText(text: string): string {
  const lines = text.split('\n');
  const backend = lines.map(line => setting.exec(line)).find(match => match?.[2] === 'lxc.rootfs.backend');
  const driver = backend?.[4]?.trim() || 'dir';
  let nic = -1;
  return lines
    .flatMap(line => {
      const match = setting.exec(line);
      if (!match) return [line];
      const [, before = '', key = '', equals = '', value = ''] = match;
      if (key === 'lxc.rootfs.backend' || droppedKeys.includes(key)) return [];
      if (key === 'lxc.rootfs')
        return [`${before}lxc.rootfs.path${equals}${/^[a-z]+:/.test(value) ? value : `${driver}:${value}`}`];
      if (key === 'lxc.network.type') nic++;
      return [`${before}${keyOf(key, Math.max(0, nic))}${equals}${value}`];
    })
    .join('\n');
}

function keyOf(key: string, nic: number): string {
  const network = /^lxc\.network(?:\.(\d+))?(?:\.(.+))?$/.exec(key);
  if (network) {
    const [, number = String(nic), name] = network;
    if (name === undefined) return network[1] === undefined ? 'lxc.net' : `lxc.net.${number}`;
    return `lxc.net.${number}.${/^ipv[46]$/.test(name) ? `${name}.address` : name}`;
  }
  if (/^lxc\.limit(?:\.|$)/.test(key)) return key.replace('lxc.limit', 'lxc.prlimit');
  return renamedKeys[key] ?? key;
}
