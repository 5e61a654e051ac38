/** Two equal hosts side by side: Debian's LXC tools on one, ours of the same names on the other. */
import { chmodSync, mkdirSync, readdirSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { makeBusyboxTree } from './busybox-tree.js';
import { Host, type Run } from './harness.js';

/** What the two may differ in, with the reason in the name of the constant that says so. */
export interface Latitude {
  /** The reason is the library's there, and the kernel's here. `any`: one of the two may say nothing at all. */
  ownWords?: true | 'any';
  /** Which failure it is: not zero on either side. */
  ownCode?: true;
}

export class Pair {
  private constructor(
    readonly theirs: Host,
    readonly ours: Host,
  ) {}

  static async make(): Promise<Pair> {
    const pair = new Pair(await Host.make(true), await Host.make(true));
    for (const host of [pair.theirs, pair.ours]) {
      // LXC looks for a bridge in /sys, which shows the interfaces of the namespace that mounted it.
      host.sh(
        'd=$(mktemp -d); mount --rbind /sys/fs/cgroup $d; mount -t sysfs sysfs /sys; mount --move $d /sys/fs/cgroup; rmdir $d',
      );
      host.sh('ip link add br0 type bridge; ip address add 10.0.2.1/24 dev br0; ip link set br0 up');
      for (const name of ['tree', 'lxc']) mkdirSync(join(host.directory, name));
      makeBusyboxTree(join(host.directory, 'tree'));
      const template = join(host.directory, 'template');
      writeFileSync(
        template,
        `#!/bin/sh\nfor word; do case $word in --rootfs=*) to=\${word#*=} ;; esac; done\ncp -a ${host.directory}/tree/. "$to"\n`,
      );
      chmodSync(template, 0o755);
    }
    await pair.ours.must('aliases', 'install', join(pair.ours.directory, 'bin'));
    return pair;
  }

  /** Of the same name on both: LXC's control groups have it for all of the host, and ours are the project's. */
  name(name: string): string {
    return `${this.theirs.prefix}-${name}`;
  }

  /** Writes a file of the same name on both sides, with each side's directory for `@`. */
  write(name: string, text: string): void {
    for (const host of [this.theirs, this.ours])
      writeFileSync(join(host.directory, name), text.replaceAll('@', host.directory));
  }

  /** The same arguments for both tools, where `@` is each side's directory; the containers are in `@/lxc`. */
  private async both(tool: string, ...args: string[]): Promise<{ theirs: Run; ours: Run }> {
    const given = (host: Host) => args.map(each => each.replaceAll('@', host.directory));
    const theirs = await this.theirs.run(tool, given(this.theirs));
    const ours = await this.ours.run(join(this.ours.directory, 'bin', tool), given(this.ours));
    return { theirs, ours };
  }

  /** As `equal`, with the options' own help compared as well. */
  async equalHelp(line: string): Promise<void> {
    const [tool, ...words] = line.split(' ');
    const { theirs, ours } = await this.both(tool!, ...words);
    assert.equal(ours, theirs, line);
  }

  /** Runs a line such as `lxc-info -n web -s` on both sides. @throws unless both say and return the same; what both said */
  async equal(line: string | string[], latitude: Latitude = {}): Promise<Run> {
    const [tool, ...words] = typeof line === 'string' ? line.split(' ') : line;
    const path = withoutPath.has(tool!) ? [] : ['-P', '@/lxc'];
    const given = await this.both(tool!, ...path, ...words);
    const theirs = plain(given.theirs, this.theirs);
    const ours = plain(given.ours, this.ours);
    const says = (text: string) => (text === '' ? '' : 'something');
    if (latitude.ownWords === 'any') theirs.stderr = ours.stderr = '';
    else if (latitude.ownWords)
      [theirs.stderr, ours.stderr] = [says(given.theirs.stderr), says(given.ours.stderr)];
    if (latitude.ownCode && theirs.code !== 0 && ours.code !== 0) theirs.code = ours.code = 1;
    assert.equal(ours, theirs, [tool, ...words].join(' '));
    return theirs;
  }

  /** Also after a failed test: neither side's containers end with its host's network. */
  async destroy(): Promise<void> {
    for (const [host, directory] of [
      [this.ours, `${this.ours.directory}/bin/`],
      [this.theirs, ''],
    ] as const) {
      const path = ['-P', join(host.directory, 'lxc')];
      const { stdout } = await host.run(`${directory}lxc-ls`, [...path, '-1']);
      for (const name of stdout.split('\n').filter(Boolean))
        await host.run(`${directory}lxc-destroy`, [...path, '-f', '-n', name]);
      await host.destroy();
    }
    removeGroups(this.theirs.prefix);
  }
}

const withoutPath = new Set([
  'lxc-config',
  'lxc-update-config',
  'lxc-unshare',
  'lxc-usernsexec',
  'lxc-checkconfig',
]);

/** Control groups that LXC leaves behind. */
function removeGroups(prefix: string): void {
  const roots = readdirSync('/sys/fs/cgroup').map(each => `/sys/fs/cgroup/${each}`);
  for (const root of roots.filter(each => statSync(each).isDirectory()))
    for (const name of readdirSync(root))
      if (/^lxc\.(payload|monitor)\./.test(name) && name.includes(`.${prefix}-`))
        rmdirSync(`${root}/${name}`);
}

/** Without what differs from run to run, from host to host, and from one build of LXC to the next. */
function plain({ code, stdout, stderr }: Run, { directory }: Host): Run {
  const volatile = (text: string) =>
    text
      .replaceAll(directory, '@')
      // Who it is, and where.
      .replace(/^(LXC|lxc-compose) version \S+$/m, 'VERSION')
      .replaceAll('/usr/bin/lxc-', 'lxc-')
      .replace(/^(Link: +)\S+$/gm, '$1NAME')
      .replace(/\b\d+(?:\.\d+)? (bytes|[KMG]iB|seconds)/g, 'SIZE')
      .replace(/^(PID: +)\d+$/gm, '$1NUMBER');
  const words = stderr
    .split('\n')
    // What the library says of a failure, before the tool says it.
    .filter(line => !/ \.\.\/src\/lxc\/(?!tools\/)/.test(line))
    .map(line => line.replace(/ \.\.\/src\/lxc\/tools\/\S+ \S+ \d+ /, ' '));
  // The first line is the mistake; behind it are the options, of which each side has its own.
  const usage = words.findIndex(line => line.startsWith('Usage: '));
  return {
    code,
    stdout: volatile(stdout),
    stderr: volatile((usage < 0 ? words : words.slice(0, usage)).join('\n').trim()),
  };
}
