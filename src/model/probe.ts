/** Probes of a health check: how each is written in a spec, and how a record of what was applied tells it. */
import type { Healthcheck } from './project.js';

type Probe = Exclude<Healthcheck['test'], { exec: string[] }>;

/** The key and the value that a spec has for a probe: `tcp` and `127.0.0.1:80`. */
export function writeProbe(probe: Probe): [key: 'tcp' | 'http' | 'icmp', value: string] {
  if ('icmp' in probe) return ['icmp', probe.icmp.host];
  if ('http' in probe) return ['http', `http://${endpoint(probe.http)}${probe.http.path}`];
  return ['tcp', endpoint(probe.tcp)];
}

function endpoint({ host, port }: { host: string; port: number }): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
