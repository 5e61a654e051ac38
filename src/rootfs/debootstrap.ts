/** `rootfs: {debootstrap: …}`: made once by debootstrap, then the base of every container that wants the same. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Debootstrap } from '../model/debootstrap.js';
import { ExitCode, Problem } from '../model/problem.js';

/** Runs debootstrap; @returns its exit code and what it wrote. */
export type RunDebootstrap = (args: string[]) => Promise<{ exitCode: number; output: string }>;

const usualMirror = 'http://deb.debian.org/debian';
const underWay = new Map<string, Promise<void>>();

/**
 * Makes the tree unless it is there, once for all that ask at the same time. Two processes may do it side by side: the
 * first one's is kept. @throws Problem with debootstrap's last line
 */
export function makeDebootstrap(tree: string, settings: Debootstrap, run: RunDebootstrap): Promise<void> {
  if (existsSync(tree)) return Promise.resolve();
  let work = underWay.get(tree);
  if (!work) {
    work = build(tree, settings, run).finally(() => underWay.delete(tree));
    underWay.set(tree, work);
  }
  return work;
}

async function build(tree: string, settings: Debootstrap, run: RunDebootstrap): Promise<void> {
  const { suite, include, variant } = settings;
  const fresh = `${tree}.${process.pid}.new`;
  mkdirSync(dirname(tree), { recursive: true, mode: 0o700 });
  rmSync(fresh, { recursive: true, force: true });
  const mirror = settings.mirror ?? hostMirror();
  try {
    const { exitCode, output } = await run([
      ...(variant === 'standard' ? [] : [`--variant=${variant}`]),
      ...(include.length > 0 ? [`--include=${include.join(',')}`] : []),
      suite,
      fresh,
      mirror,
    ]);
    if (exitCode !== 0) {
      const lines = output.trim().split('\n');
      throw new Problem(
        `debootstrap cannot make ${suite} from ${mirror}: ${lines.at(-1) ?? 'it said nothing'}`,
        {
          exitCode: ExitCode.failed,
          remedy: 'Check the suite, the names under `include` and the way to the mirror.',
        },
      );
    }
    // Each container is a machine of its own, and the archives are in nobody's way.
    if (existsSync(`${fresh}/etc/machine-id`)) writeFileSync(`${fresh}/etc/machine-id`, '');
    const archives = `${fresh}/var/cache/apt/archives`;
    for (const name of existsSync(archives) ? readdirSync(archives) : [])
      if (name.endsWith('.deb')) rmSync(`${archives}/${name}`);
    if (existsSync(tree)) return;
    renameSync(fresh, tree);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Where this host has its own packages from: it can reach that one. */
function hostMirror(): string {
  const directory = '/etc/apt/sources.list.d';
  const files = [
    '/etc/apt/sources.list',
    ...(existsSync(directory) ? readdirSync(directory).map(name => `${directory}/${name}`) : []),
  ];
  for (const file of files.filter(existsSync)) {
    const text = readFileSync(file, 'utf8').replace(/^\s*#.*$/gm, '');
    const found = [...text.matchAll(/(?:^deb\s+(?:\[[^\]]*\]\s+)?|^URIs:\s+)(https?:\/\/\S+)/gm)].map(
      each => each[1]!,
    );
    const mirror = found.find(each => !each.includes('security'));
    if (mirror) return mirror.replace(/\/$/, '');
  }
  return usualMirror;
}
