/** Everything of ours that a host can hold: taken before and after, the two must be equal (nothing left behind). */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

export type Census = Record<string, string[]>;

/** @param holder a process in the host's network namespace; @param prefix what the test's projects begin with */
export function takeCensus(holder: number, directory: string, prefix: string): Census {
  const inside = (...command: string[]) =>
    execFileSync('nsenter', ['-t', String(holder), '-n', ...command], { encoding: 'utf8' });
  return {
    links: (JSON.parse(inside('ip', '-json', 'link')) as { ifname: string; master?: string }[])
      .map(link => `${link.ifname} master ${link.master ?? '-'}`)
      .sort(),
    addresses: lines(inside('ip', '-o', 'address')),
    routes: lines(inside('ip', 'route', 'show', 'table', 'all')),
    firewall: lines(inside('nft', 'list', 'ruleset')),
    forwarding: [inside('cat', '/proc/sys/net/ipv4/ip_forward').trim()],
    mounts: lines(readFileSync('/proc/self/mountinfo', 'utf8')).map(line =>
      line.split(' ').slice(3).join(' '),
    ),
    cgroups: cgroups(prefix),
    monitors: processes(prefix),
    run: files(`${directory}/run`),
    state: files(`${directory}/state`),
  };
}

/** One line a difference: `+ cgroups: …` is there only now, `- …` was there only before. */
export function differences(before: Census, after: Census): string[] {
  return Object.keys(before).flatMap(part => {
    const old = new Set(before[part]);
    const now = new Set(after[part]);
    return [
      ...[...now].filter(each => !old.has(each)).map(each => `+ ${part}: ${each}`),
      ...[...old].filter(each => !now.has(each)).map(each => `- ${part}: ${each}`),
    ];
  });
}

function lines(text: string): string[] {
  return text.split('\n').filter(Boolean).sort();
}

function cgroups(prefix: string): string[] {
  const root = '/sys/fs/cgroup';
  const roots = [root, ...readdirSync(root).map(name => `${root}/${name}`)].map(
    each => `${each}/lxc-compose`,
  );
  return roots
    .filter(existsSync)
    .flatMap(each =>
      readdirSync(each)
        .filter(name => name.startsWith(prefix))
        .map(name => `${each}/${name}`),
    )
    .sort();
}

/** Monitors say in their command line whose they are. */
function processes(prefix: string): string[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(pid => {
      try {
        const name = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        return name.startsWith(`lxc-monitor: ${prefix}`) ? [`${pid} ${name}`] : [];
      } catch {
        return [];
      }
    });
}

function files(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return (readdirSync(directory, { recursive: true }) as string[]).sort();
}
