/** Published ports: IPv4, and with the host's port named. */
import { quote } from '../../spec/diagnostic.js';
import type { SpecNode } from '../../spec/node.js';
import type { YamlValue } from '../../spec/print/yaml.js';
import type { Remarks } from '../remarks.js';
import type { Rules } from '../rules.js';
import { type Draft, entriesOf, listOf, plain, textOf } from '../tree.js';
import { hasVariable, splitOutside } from '../variables.js';
import type { ServiceTarget } from './target.js';

export const portRules: Rules<ServiceTarget> = {
  ports({ value }, { draft, remarks }) {
    const ports = listOf(value).flatMap(each =>
      each.kind === 'mapping' ? longPort(each, remarks) : shortPort(each, remarks),
    );
    const seen = new Set<string>();
    const unique = ports.filter(each => !seen.has(JSON.stringify(each)) && seen.add(JSON.stringify(each)));
    if (unique.length > 0) draft['ports'] = unique;
  },
  expose({ value }, { draft }) {
    draft['expose'] = plain(value);
  },
};

function shortPort(node: SpecNode, remarks: Remarks): YamlValue[] {
  const text = textOf(node) ?? '';
  const [whole, protocol, ...more] = splitOutside(text, '/');
  const parts = splitOutside(whole!, ':');
  const target = parts.at(-1)!;
  const published = parts.at(-2);
  const address = parts.slice(0, -2).join(':');
  if (more.length > 0) return left(node, `${quote(text)} is not a port`, remarks);
  if (published === undefined && hasVariable(target)) return [text];
  if (published === undefined || published === '') return random(node, target, remarks);
  if (address.includes(':') && !hasVariable(address)) return onIPv6(node, text, remarks);
  if (protocol !== undefined && !['tcp', 'udp'].includes(protocol) && !hasVariable(protocol)) {
    return left(node, `the protocol ${quote(protocol)} is not supported`, remarks);
  }
  const [first, last] = published.split('-');
  if (last !== undefined && /^\d+$/.test(first!) && /^\d+$/.test(target)) {
    remarks.add(node.range, `of the ports ${published} of the host the first one is published`);
    return [text.replace(published, first!)];
  }
  return [text];
}

function longPort(node: SpecNode, remarks: Remarks): YamlValue[] {
  const port: Draft = {};
  for (const { key, at, value } of entriesOf(node)) {
    const text = textOf(value) ?? '';
    if (key === 'target' || key === 'published' || key === 'host_ip' || key === 'protocol')
      port[key] = plain(value);
    else if (key === 'mode' && text === 'host') continue;
    else remarks.add(at, `${quote(key)} of a port is left out: it changes nothing on one host`);
  }
  const address = String(port['host_ip'] ?? '');
  if (port['published'] === undefined) return random(node, String(port['target'] ?? ''), remarks);
  if (address.includes(':') && !hasVariable(address)) return onIPv6(node, address, remarks);
  if (port['protocol'] !== undefined && !/^(tcp|udp)$/.test(String(port['protocol']))) {
    return left(node, `the protocol ${quote(String(port['protocol']))} is not supported`, remarks);
  }
  return [port];
}

function random(node: SpecNode, target: string, remarks: Remarks): [] {
  return left(
    node,
    `Docker chooses a port of the host for ${quote(target)}`,
    remarks,
    `write 8080:${target}`,
  );
}

function onIPv6(node: SpecNode, text: string, remarks: Remarks): [] {
  const hint = 'leave the address out, or give an IPv4 address of the host';
  return left(node, `${quote(text)} publishes on an IPv6 address: only IPv4 is supported yet`, remarks, hint);
}

function left(node: SpecNode, message: string, remarks: Remarks, hint?: string): [] {
  remarks.add(node.range, `${message}: left out`, hint);
  return [];
}
