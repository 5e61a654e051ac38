/** The devices that a cgroup limits, whoever asked for it. */
import { readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { type IoRate, ioKey, ioRates } from '../model/limit-attributes.js';
import { v1IoFiles } from './v1-files.js';

type IoController = 'io' | 'blkio';

const rateFiles: Record<IoController, [file: string, rates: readonly IoRate[]][]> = {
  io: [['io.max', ioRates]],
  blkio: ioRates.map(rate => [v1IoFiles[rate], [rate]]),
};

export function isIoController(controller: string): controller is IoController {
  return controller in rateFiles;
}

/** Names of the files that readDevices asks for. */
export function deviceFiles(controller: IoController): string[] {
  return rateFiles[controller].map(([file]) => file);
}

/**
 * @param read text of a file of the container's directory in the controller's hierarchy; null = not there
 * @param skipped names of files that belong to somebody else
 * @returns attributes, such as `io./dev/vda.rbps` and a number
 */
export function readDevices(
  read: (file: string) => string | null,
  controller: IoController,
  skipped: ReadonlySet<string>,
): [key: string, value: number][] {
  return rateFiles[controller].flatMap(([file, rates]) => {
    if (skipped.has(file)) return [];
    return linesOf(read(file) ?? '').flatMap(([number, ...words]) => {
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

function linesOf(text: string): string[][] {
  if (text === '') return [];
  return text.split('\n').flatMap(line => (/^\d+:\d+ /.test(line) ? [line.split(' ')] : []));
}

/** `254:0` is /dev/vda. */
function nameOf(number: string): string {
  try {
    return `/dev/${basename(readlinkSync(`/sys/dev/block/${number}`)).replaceAll('!', '/')}`;
  } catch {
    return `/dev/block/${number}`;
  }
}
