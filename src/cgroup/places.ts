/** Where a limit of a container is: the file, the hierarchy, and whether this host has them. */
import { existsSync } from 'node:fs';
import { isRawKey, parseIoKey } from '../model/limit-attributes.js';
import { cgroupRoot, containerCgroup } from '../model/mark.js';
import { Problem } from '../model/problem.js';
import { translatedFile } from './counterpart.js';
import { readHostDevice } from './host-device.js';
import type { LimitFile } from './limit-file.js';
import { LimitProblem, missingController, missingFile, unknownLimit } from './limit-problem.js';
import type { CgroupMounts } from './mounts.js';
import { rawFile } from './raw-file.js';
import { readQuietly } from './read-quietly.js';
import { v1Files, v1IoFile } from './v1-files.js';
import { bfqWeightFile, v2Files, v2IoFile } from './v2-files.js';

export interface Place {
  key: string;
  file: LimitFile;
  /** Absolute. */
  path: string;
}

export class Places {
  readonly #devices = new Map<string, string>();
  readonly #present = new Map<string, boolean>();
  #controllers: Set<string> | undefined;
  #enabled: string[] | undefined;

  constructor(private readonly mounts: CgroupMounts) {}

  get isV2(): boolean {
    return this.mounts.layout === 'v2';
  }

  /** @throws LimitProblem when this host cannot have such a limit */
  find(key: string, project: string, container: string): Place {
    const file = this.fileOf(key, project);
    const root = this.rootOf(file.controller, key);
    return { key, file, path: `${root}/${containerCgroup(project, container)}/${file.file}` };
  }

  /** The directory of a controller's hierarchy. @throws LimitProblem when it is not there */
  rootOf(controller: string, key: string): string {
    if (!this.isV2) {
      const root = this.mounts.controllers.get(controller);
      if (root === undefined) throw missingController(key, controller, '/proc/self/mountinfo');
      return root;
    }
    if (this.mounts.unified === null) throw missingController(key, controller, '/proc/self/mountinfo');
    if (!this.available().has(controller))
      throw missingController(key, controller, `${this.mounts.unified}/cgroup.controllers`);
    return this.mounts.unified;
  }

  /** The controllers that count what a container uses, as far as this host has them. */
  counting(): string[] {
    const wanted = ['cpu', 'memory', 'pids', this.isV2 ? 'io' : 'blkio'];
    return wanted.filter(controller =>
      this.isV2 ? this.available().has(controller) : this.mounts.controllers.has(controller),
    );
  }

  /** v2: what the root gives. */
  private available(): Set<string> {
    const path = `${this.mounts.unified}/cgroup.controllers`;
    this.#controllers ??= new Set((readQuietly(path) ?? '').trim().split(' '));
    return this.#controllers;
  }

  /**
   * Files of the project's directory are those of every container; the root's are not. So this can be told once that
   * directory is there. @throws LimitProblem when the kernel has no such file
   */
  demand({ key, file }: Place, project: string): void {
    const path = `${this.rootOf(file.controller, key)}/${cgroupRoot}/${project}/${file.file}`;
    if (!this.isPresent(path)) throw missingFile(key, path);
  }

  /** The limits that a controller has, other than those by device. */
  keysOf(controller: string): string[] {
    return Object.entries(this.isV2 ? v2Files : v1Files).flatMap(([key, file]) =>
      file.controller === controller ? [key] : [],
    );
  }

  /** The controllers that a container with these limits has: in v2 all of its project, in v1 its own and those that count. */
  controllersOf(limits: Place[], project: string): string[] {
    if (!this.isV2) return [...new Set([...this.counting(), ...limits.map(each => each.file.controller)])];
    const path = `${this.mounts.unified}/${cgroupRoot}/${project}/cgroup.subtree_control`;
    this.#enabled ??= (readQuietly(path) ?? '').split(/\s+/).filter(Boolean);
    return this.#enabled;
  }

  private fileOf(key: string, project: string): LimitFile {
    const v2 = this.isV2;
    const io = parseIoKey(key);
    if (io) {
      const device = this.deviceNumber(key, io.device);
      return v2 ? v2IoFile(io.rate, io.device, device) : v1IoFile(io.rate, device);
    }
    if (isRawKey(key)) return translatedFile(key, v2) ?? rawFile(key);
    const file = (v2 ? v2Files : v1Files)[key];
    if (!file) throw unknownLimit(key, this.mounts.layout);
    if (v2 && key === 'io_weight') {
      const directory = `${this.mounts.unified}/${cgroupRoot}/${project}`;
      if (!existsSync(`${directory}/io.weight`) && existsSync(`${directory}/io.bfq.weight`))
        return bfqWeightFile;
    }
    return file;
  }

  /** `254:0` */
  private deviceNumber(key: string, path: string): string {
    let number = this.#devices.get(path);
    if (number === undefined) {
      number = readBlockDevice(key, path);
      this.#devices.set(path, number);
    }
    return number;
  }

  private isPresent(path: string): boolean {
    let present = this.#present.get(path);
    if (present === undefined) {
      present = existsSync(path);
      this.#present.set(path, present);
    }
    return present;
  }
}

function readBlockDevice(key: string, path: string): string {
  try {
    const device = readHostDevice(path);
    if (device.type === 'b') return `${device.major}:${device.minor}`;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new LimitProblem(key, error.message, {
      exitCode: error.exitCode,
      ...(error.kernel ? { kernel: error.kernel } : {}),
      remedy: error.remedy ?? 'Name a disk that the host has; lsblk lists them.',
      cause: error,
    });
  }
  throw new LimitProblem(key, `${path} is no block device: only disks have such limits`, {
    kernel: { step: 'look at a device', call: 'stat', errno: 'ENOTBLK', path },
    remedy: 'Name a disk; lsblk lists them.',
  });
}
