/** What a limit is in a file of one hierarchy generation; the tables are in v1-files.ts and v2-files.ts. */
import type { Attributes, AttributeValue } from '../model/resource.js';

export interface LimitFile {
  controller: string;
  file: string;
  /**
   * Text to write; null = the kernel's default (the limit was taken away).
   * @param wanted the container's other limits: some files hold more than one
   */
  format(value: AttributeValue | null, wanted: Attributes): string;
  /**
   * The spec's value of what the kernel says; null = no limit.
   * @param neighbour text of another file, relative to this one's directory
   */
  parse(text: string, neighbour: (file: string) => string | null): AttributeValue;
  /** The files that parse asks for, so that they are read together with this one. */
  neighbours?: readonly string[];
  /** True when the file's text is what was wanted, where that is more than the parsed value. */
  holds?(text: string, wanted: string): boolean;
  /** True for what the parent cgroup has too, so that nobody need have asked for it. */
  isInherited?(text: string, neighbour: (file: string) => string | null): boolean;
  /** The line that the kernel prints for a value, where that is not what is written. */
  shown?(value: AttributeValue): string;
  /** What the kernel makes of a value: it rounds some. */
  kept(value: AttributeValue): AttributeValue;
}

/** What v1 says for "no limit": the largest page-aligned 63-bit number. */
const unlimitedV1 = 0x7ffffffffffff000n;
const pageSize = 4096;
/** Microseconds: the kernel's default, in which a quota is given. */
const periodUs = 100_000;

export const same = (value: AttributeValue): AttributeValue => value;

/** The kernel counts memory in pages. */
export function wholePages(value: AttributeValue): AttributeValue {
  return typeof value === 'number' ? value - (value % pageSize) : value;
}

/** null = no limit. */
export function parseBytes(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === 'max' || (/^\d+$/.test(trimmed) && BigInt(trimmed) >= unlimitedV1)) return null;
  return Number(trimmed);
}

/** @param none what is written for no limit */
export function bytesFile(file: string, none: string): LimitFile {
  return {
    controller: 'memory',
    file,
    format: value => (value === null ? none : String(value)),
    parse: parseBytes,
    kept: wholePages,
  };
}

/** The same in both generations. */
export const pidsFile: LimitFile = {
  controller: 'pids',
  file: 'pids.max',
  format: value => (value === null ? 'max' : String(value)),
  parse: text => (text.trim() === 'max' ? null : Number(text)),
  kept: same,
};

/** Microseconds of CPU time in a period of 100 ms. */
export function quotaOf(cpus: AttributeValue): number {
  return Math.round(Number(cpus) * periodUs);
}

/** Cores. */
export function cpusOf(quota: number, period = periodUs): number {
  return quota / period;
}

/** A weight to which the kernel has a default of 100. */
export function weightFile(
  controller: string,
  file: string,
  format: (weight: number) => string,
  parse: (text: string) => number,
): LimitFile {
  return {
    controller,
    file,
    format: value => format(Number(value ?? 100)),
    parse,
    kept: value => (value === null ? null : parse(format(Number(value)))),
  };
}

/**
 * BFQ knows weights from 1 to 1000, the spec (as io.weight) to 10000; both have 100 as default. Above it the steps are ten
 * times as large, as systemd has it.
 */
export function bfqOfWeight(weight: number): number {
  return weight <= 100 ? weight : Math.round(100 + ((weight - 100) * 900) / 9900);
}

export function weightOfBfq(bfq: number): number {
  return bfq <= 100 ? bfq : Math.round(100 + ((bfq - 100) * 9900) / 900);
}
