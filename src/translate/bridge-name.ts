/** Names of bridges: a network's name is its bridge's name here, and the kernel takes 15 characters. */
import { hash32, interfaceNamePattern } from '../model/mark.js';

const longest = 15;

/** The name itself where the kernel takes it, else its beginning with a digest of the whole: always the same. */
export function bridgeName(name: string, taken: { has(name: string): boolean }): string {
  if (interfaceNamePattern.test(name) && !taken.has(name)) return name;
  const readable = name.replace(/[^A-Za-z0-9_.-]/g, '-').replace(/^[-.]+/, '');
  for (let salt = ''; ; salt += '+') {
    const digest = hash32(name + salt, 4);
    const candidate = `${readable.slice(0, longest - digest.length - 1)}-${digest}`.replace(/^-/, '');
    if (!taken.has(candidate)) return candidate;
  }
}
