/**
 * The steps of building a container's file tree as mount(8) would do them, for people: comments, because the native side
 * attaches detached mounts inside the new namespaces, below a root that no path of the host names (here `$root`).
 */
import type { MountAttributes, SetupStep } from '../native/launch-plan.js';
import { shellWord } from './shell-word.js';

/** @param idmap first id and size of the range that the tree's ids are mapped to; null = they stay */
export function setupCommands(steps: readonly SetupStep[], idmap: string | null): string[] {
  return steps.flatMap(step => lines(step, idmap)).map(line => `# ${line}`);
}

function lines(step: SetupStep, idmap: string | null): string[] {
  const at = 'target' in step ? inRoot(step.target) : '$root';
  switch (step.op) {
    case 'root-tree':
      return [bind(step.source, at, step, idmap)];
    case 'root-tmpfs':
      return [`mount -t tmpfs ${options([...step.options, ...flags(step.attributes)])}tmpfs ${at}`];
    case 'root-overlay':
    case 'overlay':
      return overlay(step, at, idmap);
    case 'tree':
      return [bind(step.source, at, step, idmap, step.recursive)];
    case 'filesystem': {
      const all = options([...step.options, ...flags(step.attributes)]);
      return [`mount -t ${step.type} ${all}${step.type} ${at}`];
    }
    case 'directory':
      return [`mkdir -m ${step.mode.toString(8)} ${at}`];
    case 'file':
      return [`install -m ${step.mode.toString(8)} /dev/stdin ${at} (${step.content.length} bytes)`];
    case 'symlink':
      return [`ln -s ${shellWord(step.content)} ${at}`];
    case 'device':
      return [`touch ${at}; mount --bind ${shellWord(step.source)} ${at}`];
    case 'device-node':
      return [
        `mknod -m ${step.mode.toString(8)} ${at} ${step.type} ${step.major} ${step.minor}; chown ${step.uid}:${step.gid} ${at}`,
      ];
    case 'sealed-file':
      return [
        `install -m ${step.mode.toString(8)} -o ${step.uid} -g ${step.gid} /dev/stdin ${at} (in memory, read-only; ids as inside)`,
      ];
    case 'mask':
      return [`mount --bind /dev/null ${at} (a directory gets an empty read-only tmpfs)`];
    case 'read-only':
      return [`mount --bind ${at} ${at}; mount -o remount,bind,ro ${at}`];
  }
}

function inRoot(target: string): string {
  return `$root${shellWord(target)}`;
}

function bind(
  source: string,
  at: string,
  step: { idmapped: boolean; attributes: MountAttributes },
  idmap: string | null,
  recursive = false,
): string {
  const all = options([...flags(step.attributes), ...idmapOption(step.idmapped, idmap)]);
  return `mount ${recursive ? '--rbind' : '--bind'} ${all}${shellWord(source)} ${at}`;
}

/** What an overlay lies over is idmapped first, beside the layer: an overlay itself cannot be. */
function overlay(
  step: Extract<SetupStep, { op: 'overlay' | 'root-overlay' }>,
  at: string,
  idmap: string | null,
): string[] {
  const { layer } = step;
  const lower = step.idmapped ? `${layer}/lower` : step.lower;
  const directories = [`lowerdir=${lower}`, `upperdir=${layer}/upper`, `workdir=${layer}/work`];
  return [
    ...(step.idmapped
      ? [`mount --bind ${options(idmapOption(true, idmap))}${shellWord(step.lower)} ${shellWord(lower)}`]
      : []),
    `mount -t overlay ${options([...directories, ...flags(step.attributes)])}overlay ${at}`,
  ];
}

function idmapOption(idmapped: boolean, idmap: string | null): string[] {
  return idmapped && idmap !== null ? [`X-mount.idmap=b:0:${idmap}`] : [];
}

function flags(attributes: MountAttributes): string[] {
  const { readOnly, noSuid, noDev, noExec } = attributes;
  return [
    ...(readOnly ? ['ro'] : []),
    ...(noSuid ? ['nosuid'] : []),
    ...(noDev ? ['nodev'] : []),
    ...(noExec ? ['noexec'] : []),
  ];
}

function options(words: string[]): string {
  return words.length === 0 ? '' : `-o ${shellWord(words.join(','))} `;
}
