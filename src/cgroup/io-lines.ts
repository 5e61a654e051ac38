/** The devices that a cgroup limits, whoever asked for it. */
import { readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { type IoRate, ioKey, ioRates } from '../model/limit-attributes.js';
import { v1IoFiles } from './v1-files.js';

/**
 * @param directory of the container in the controller's hierarchy
 * @param skipped names of files that belong to somebody else
 * @returns attributes, such as `io./dev/vda.rbps` and a number
 */
export function readDevices(
  directory: string,
  controller: 'io' | 'blkio',
  skipped: ReadonlySet<string>,
): [key: string, value: number][] {
  const files: [string, readonly IoRate[]][] =
    controller === 'io' ? [['io.max', ioRates]] : ioRates.map(rate => [v1IoFiles[rate], [rate]]);
  return files.flatMap(([file, rates]) => {
    if (skipped.has(file)) return [];
    return linesOf(`${directory}/${file}`).flatMap(([number, ...words]) => {
      const name = nameOf(number!);
      return rates.flatMap((rate): [string, number][] => {
        const text =
          controller === 'io'
            ? words.find(each => each.startsWith(`${rate}=`))?.slice(rate.length + 1)
            : words[0];
        return text === undefined || text === 'max' ? [] : [[ioKey(name, rate), Number(text)]];
      });
    });
  });
}

function linesOf(path: string): string[][] {
  try {
    const text = readFileSync(path, 'utf8');
    return text.split('\n').flatMap(line => (/^\d+:\d+ /.test(line) ? [line.split(' ')] : []));
  } catch {
    return [];
  }
}

/** `254:0` is /dev/vda. */
function nameOf(number: string): string {
  try {
    return `/dev/${basename(readlinkSync(`/sys/dev/block/${number}`)).replaceAll('!', '/')}`;
  } catch {
    return `/dev/block/${number}`;
  }
}
