/** What a health check connects to. It is done inside the container, so the default address is loopback. */
import type { Healthcheck } from '../../model/project.js';
import { parseAddress } from './address.js';
import { GrammarError } from './grammar-error.js';

type Test = Healthcheck['test'];

/** `:80`, `80` or `ADDRESS:80`; IPv6 in brackets. @throws GrammarError */
export function parseTcp(text: string): Test {
  const at = parseEndpoint(text);
  if (!at) throw new GrammarError('is not a TCP port', 'write ":80" or "10.0.2.16:80"');
  return { tcp: at };
}

/** `:8080/health`, or with `http://` and an address before it; the port's default is 80. @throws GrammarError */
export function parseHttp(text: string): Test {
  const [, host, path] = /^(?:http:\/\/)?([^/]*)(\/[\x21-\x7e]*)?$/.exec(text) ?? [];
  const at =
    host === undefined ? undefined : (parseEndpoint(host) ?? (host !== '' && parseEndpoint(`${host}:80`)));
  if (!at) {
    throw new GrammarError(
      'is not a place to ask by HTTP',
      'write ":8080/health" or "http://10.0.2.16:8080/health"; https needs a program: `exec: [curl, -f, URL]`',
    );
  }
  return { http: { ...at, path: path ?? '/' } };
}

/** The address that is to answer an echo request. @throws GrammarError */
export function parseIcmp(text: string): Test {
  return { icmp: { host: hostAddress(text) } };
}

function parseEndpoint(text: string): { host: string; port: number } | undefined {
  const match = /^(?:(?:\[([^\]]+)\]|([^:]*)):)?([1-9]\d{0,4})$/.exec(text);
  const port = Number(match?.[3]);
  if (!match || port > 65535) return undefined;
  return { host: hostAddress(match[1] || match[2] || '127.0.0.1'), port };
}

function hostAddress(text: string): string {
  return text === 'localhost' ? '127.0.0.1' : parseAddress(text);
}
