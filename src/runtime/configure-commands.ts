/** The native side's steps inside a container's namespaces, as the commands that do the same from outside. */
import type { ConfigureStep } from '../native/launch-plan.js';
import { rateWords } from './rate-lines.js';
import { shellWord } from './shell-word.js';

/** @param pid number or shell variable of a process in the namespaces */
export function configureCommands(steps: readonly ConfigureStep[], pid: string): string[] {
  return steps.map(step => commandOf(step, pid));
}

function commandOf(step: ConfigureStep, pid: string): string {
  const ip = (...words: string[]) => ['nsenter', '-t', pid, '-n', 'ip', ...words].join(' ');
  switch (step.op) {
    case 'link-up':
      return ip('link', 'set', 'dev', step.interface, 'up');
    case 'link-down':
      return ip('link', 'set', 'dev', step.interface, 'down');
    case 'link-delete':
      return ip('link', 'delete', 'dev', step.interface);
    case 'link-mac':
      return ip('link', 'set', 'dev', step.interface, 'address', step.mac);
    case 'link-mtu':
      return ip('link', 'set', 'dev', step.interface, 'mtu', String(step.mtu));
    case 'link-rate':
      return ['nsenter', '-t', pid, '-n', 'tc', ...rateWords(step.interface, step.rate * 8)].join(' ');
    case 'link-rename':
      return ip('link', 'set', 'dev', step.interface, 'name', step.to);
    case 'address-add':
      return step.address.includes(':')
        ? ip('address', 'add', step.address, 'dev', step.interface, 'nodad')
        : ip('address', 'add', step.address, 'brd', '+', 'dev', step.interface);
    case 'address-delete':
      return ip('address', 'delete', step.address, 'dev', step.interface);
    case 'route-add':
    case 'route-delete':
      return ip('route', step.op === 'route-add' ? 'add' : 'delete', ...routeWords(step));
    case 'hostname':
      return `nsenter -t ${pid} -u hostname ${shellWord(step.name)}`;
    case 'domainname':
      return `nsenter -t ${pid} -u domainname ${shellWord(step.name)}`;
    case 'sysctl':
      // The host's /proc answers for the namespaces of who asks.
      return `nsenter -t ${pid} -n -u -i sh -c ${shellWord(`echo ${shellWord(step.value)} > /proc/sys/${sysctlPath(step.key)}`)}`;
  }
}

function routeWords(route: Extract<ConfigureStep, { op: 'route-add' | 'route-delete' }>): string[] {
  return [
    route.to,
    ...(route.via === undefined ? [] : ['via', route.via]),
    'dev',
    route.interface,
    ...(route.metric === 0 ? [] : ['metric', String(route.metric)]),
    ...(route.table === 0 ? [] : ['table', String(route.table)]),
  ];
}

/** As sysctl(8): when a slash comes first, dots belong to names (`net/ipv4/conf/eth0.5/forwarding`). */
function sysctlPath(key: string): string {
  const separator = /[./]/.exec(key)?.[0];
  return separator === '/' ? key : key.replace(/[./]/g, each => (each === '.' ? '/' : '.'));
}
