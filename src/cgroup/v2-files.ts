/** The limits in the files of cgroup v2. */
import { type IoRate, ioKey, ioRates } from '../model/limit-attributes.js';
import { canonicalList } from './cpuset.js';
import {
  bfqOfWeight,
  bytesFile,
  cpusOf,
  type LimitFile,
  pidsFile,
  quotaOf,
  same,
  weightFile,
  weightOfBfq,
} from './limit-file.js';

const period = 100_000;

export const v2Files: Record<string, LimitFile> = {
  memory: bytesFile('memory.max', 'max'),
  memory_high: bytesFile('memory.high', 'max'),
  memory_low: bytesFile('memory.low', '0'),
  swap: bytesFile('memory.swap.max', 'max'),
  pids: pidsFile,
  cpus: {
    controller: 'cpu',
    file: 'cpu.max',
    format: value => `${value === null ? 'max' : quotaOf(value)} ${period}`,
    parse(text) {
      const [quota, length] = text.trim().split(' ');
      return quota === 'max' ? null : cpusOf(Number(quota), Number(length));
    },
    kept: value => cpusOf(quotaOf(value)),
  },
  cpu_weight: weightFile('cpu', 'cpu.weight', String, Number),
  cpuset: {
    controller: 'cpuset',
    file: 'cpuset.cpus',
    format: value => (value === null ? '' : canonicalList(String(value))),
    parse: text => text.trim() || null,
    isInherited: text => text.trim() === '',
    kept: value => canonicalList(String(value)),
  },
  io_weight: weightFile('io', 'io.weight', weight => `default ${weight}`, defaultWeight),
};

/** Where io.weight's controller (iocost) is not built in, the BFQ scheduler may have a weight of its own. */
export const bfqWeightFile = weightFile(
  'io',
  'io.bfq.weight',
  weight => `default ${bfqOfWeight(weight)}`,
  text => weightOfBfq(defaultWeight(text)),
);

/**
 * The line of one device, all rates of which are in one file. What the spec does not name is not limited.
 * @param name of the device in the spec
 */
export function v2IoFile(rate: IoRate, name: string, device: string): LimitFile {
  return {
    controller: 'io',
    file: 'io.max',
    format(value, wanted) {
      const rates = ioRates.map(each => {
        const given = each === rate ? value : (wanted[ioKey(name, each)] ?? null);
        return `${each}=${given ?? 'max'}`;
      });
      return `${device} ${rates.join(' ')}`;
    },
    parse(text) {
      const line = text.split('\n').find(each => each.startsWith(`${device} `));
      const found = line && new RegExp(` ${rate}=(\\d+)`).exec(line)?.[1];
      return found ? Number(found) : null;
    },
    kept: same,
  };
}

function defaultWeight(text: string): number {
  return Number(/^(?:default )?(\d+)/.exec(text)?.[1] ?? 100);
}
