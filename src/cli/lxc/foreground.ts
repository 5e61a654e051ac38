/** What a container writes, until it ends: `lxc-start -F`. */
import type { LogRecord } from '../../app/contract.js';
import type { LxcContext } from './command.js';

/** @param sinceNs when it was started: what earlier lives wrote is not told again */
export async function stayWith(context: LxcContext, sinceNs: bigint): Promise<void> {
  const { name, invocation, verbs } = context;
  const bounds = { containers: [name], tail: null, sinceNs, untilNs: null };
  let told = 0;
  let ended = false;
  const along = async () => {
    for await (const record of verbs.logs(invocation, { ...bounds, follow: true })) {
      if (ended) return;
      told += tell(context, record);
    }
  };
  // It ends with this program; a failure of it is one of the last look as well.
  along().catch(() => {});
  await verbs.wait(invocation, { containers: [name], states: ['STOPPED'], timeoutMs: 0 });
  ended = true;
  for await (const record of verbs.logs(invocation, { ...bounds, follow: false })) {
    if (told > 0 && record.stream !== 'monitor') told--;
    else tell(context, record);
  }
}

/** @returns how many lines of the container's that was */
function tell({ output }: LxcContext, { stream, line }: LogRecord): number {
  if (stream === 'monitor') return 0;
  const text = `${line.toString()}\n`;
  if (stream === 'stdout') output.data(text);
  else output.note(text);
  return 1;
}
