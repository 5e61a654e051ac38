/** iproute2's `address`, `link` and `route`, with the abbreviations that ip(8) takes. */
import type { SourceRange } from '../../spec/diagnostic.js';
import { parseInterfaceAddress, parsePrefix } from '../../spec/values/address.js';
import { GrammarError } from '../../spec/values/grammar-error.js';
import { addressOf } from '../subnet.js';
import type { LabInterface, LabNode, LabRoute } from './lab.js';

/** Where a line stands, for a route whose interface is looked for later. */
export interface Place {
  range: SourceRange;
  text: string;
}

/** @returns false when the command is not taken over; then nothing of it is */
export function applyIp(words: string[], node: LabNode, place: Place): boolean {
  const [object = '', verb = '', ...rest] = words.filter(each => !/^-(4|6|f|family|inet6?)$/.test(each));
  if (isShort(object, 'address', 1))
    return isShort(verb, 'add', 1) || verb === 'replace' ? address(rest, node) : false;
  if (isShort(object, 'link', 1)) return isShort(verb, 'set', 1) ? link(rest, node) : false;
  if (isShort(object, 'route', 1) && ['add', 'a', 'ad', 'replace', 'append'].includes(verb)) {
    return route(rest, node, place);
  }
  return false;
}

/** ip(8) takes every beginning of a word. */
function isShort(word: string, whole: string, least: number): boolean {
  return word.length >= least && whole.startsWith(word);
}

function address(words: string[], node: LabNode): boolean {
  const given = options(words, ['dev', 'brd', 'broadcast', 'label', 'scope']);
  const device = given && node.interfaces.get(given.get('dev') ?? '');
  const [text] = given?.get('')?.split(' ') ?? [];
  if (!given || !device || text === undefined) return false;
  return addAddress(device, text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`);
}

/** @returns false when it is not an address with prefix */
export function addAddress(device: LabInterface, text: string): boolean {
  try {
    const canonical = parseInterfaceAddress(text);
    if (!device.addresses.includes(canonical)) device.addresses.push(canonical);
    return true;
  } catch (error) {
    if (error instanceof GrammarError) return false;
    throw error;
  }
}

/** All interfaces are up here, so `up` says nothing new. */
function link(words: string[], node: LabNode): boolean {
  const rest = words[0] === 'dev' ? words.slice(1) : words;
  const [name = '', ...settings] = rest;
  if (name === 'lo') return settings.join(' ') === 'up';
  const device = node.interfaces.get(name);
  if (!device) return false;
  const changed: Partial<LabInterface> = {};
  for (let index = 0; index < settings.length; index += 1) {
    const key = settings[index]!;
    const value = settings[index + 1] ?? '';
    if (key === 'up') continue;
    index += 1;
    if (key === 'mtu' && /^\d+$/.test(value)) changed.mtu = Number(value);
    else if (key === 'address' && /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(value)) changed.mac = value;
    else return false;
  }
  Object.assign(device, changed);
  return true;
}

function route(words: string[], node: LabNode, place: Place): boolean {
  const rest = words[0] === 'unicast' ? words.slice(1) : words;
  const given = options(rest, ['via', 'dev', 'metric', 'table', 'proto', 'protocol']);
  const to = given?.get('')?.split(' ') ?? [];
  if (!given || to.length !== 1) return false;
  const table = given.get('table');
  const numbers = { metric: given.get('metric'), table: table === 'main' ? undefined : table };
  const result: Partial<LabRoute> = {};
  for (const [key, value] of Object.entries(numbers)) {
    if (value === undefined) continue;
    if (!/^\d+$/.test(value)) return false;
    result[key as 'metric' | 'table'] = Number(value);
  }
  return addRoute(to[0]!, given.get('via'), given.get('dev'), result, node, place);
}

/** @returns false when it is no route, or its interface is none of the node's */
export function addRoute(
  to: string,
  via: string | undefined,
  device: string | undefined,
  more: Partial<LabRoute>,
  node: LabNode,
  place: Place,
): boolean {
  const hop = via === undefined ? undefined : addressOf(via);
  const prefix = destination(to);
  if (prefix === undefined || (via !== undefined && hop === undefined)) return false;
  const result: LabRoute = { to: prefix, ...(hop !== undefined && { via: hop }), ...more };
  if (device === undefined ? hop === undefined : !node.interfaces.has(device)) return false;
  node.routes.push({ route: result, ...(device !== undefined && { device }), ...place });
  return true;
}

function destination(text: string): string | undefined {
  try {
    return /^(default|0\.0\.0\.0\/0|::\/0)$/.test(text) ? 'default' : parsePrefix(text);
  } catch (error) {
    if (error instanceof GrammarError) return undefined;
    throw error;
  }
}

/** Words after known keys by key, the others under ''; undefined when there is a flag or a value is missing. */
function options(words: string[], keys: string[]): Map<string, string> | undefined {
  const result = new Map<string, string>();
  const free: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]!;
    if (keys.includes(word)) {
      index += 1;
      if (words[index] === undefined) return undefined;
      result.set(word, words[index]!);
    } else if (word.startsWith('-') || /^(onlink|src|mtu|nexthop|encap|weight|peer)$/.test(word))
      return undefined;
    else free.push(word);
  }
  return free.length === 1 ? result.set('', free[0]!) : undefined;
}
