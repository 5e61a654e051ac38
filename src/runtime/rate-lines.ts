/** Bandwidth of the host's ends of veth pairs, which is what their containers receive: tc(8), one batch for all. */
import type { Operation } from '../model/operation.js';
import { Problem } from '../model/problem.js';
import { findProgram, runProgram } from '../netbridge/program.js';

/** Bytes that go at once; the kernel looks again after some milliseconds. */
function burstOf(bytesPerSecond: number): number {
  return Math.max(Math.round(bytesPerSecond / 100), 16_384);
}

/** @param bits a second; 0 = without limit */
export function rateWords(link: string, bits: number): string[] {
  if (bits === 0) return ['qdisc', 'delete', 'dev', link, 'root'];
  const burst = String(burstOf(bits / 8));
  return [
    'qdisc',
    'replace',
    'dev',
    link,
    'root',
    'tbf',
    'rate',
    `${bits}bit`,
    'burst',
    burst,
    'latency',
    '50ms',
  ];
}

/** The `tc` lines of an operation's host end. */
export function rateLines(operation: Operation): string[] {
  if (operation.action === 'destroy') return [];
  const name = String(operation.desired!.attributes['host_name']);
  const change = operation.changes.find(each => each.attribute === 'rate');
  const asked = operation.action === 'create' ? operation.desired!.attributes['rate'] : change?.to;
  if (asked === undefined) return [];
  return [rateWords(name, Number(asked)).join(' ')];
}

/** @throws Problem with what the kernel refused */
export async function applyRates(lines: string[], lock: number): Promise<void> {
  if (lines.length === 0) return;
  const { exitCode, stderr } = await runProgram(
    findProgram('tc', 'iproute2'),
    ['-batch', '-'],
    `${lines.join('\n')}\n`,
    lock,
  );
  if (exitCode === 0) return;
  const [said] = stderr.trim().split('\n');
  throw new Problem(`the bandwidth of an interface cannot be set: ${said}`, {
    kernel: { step: 'set the bandwidth', call: `tc ${lines[0]}`, errno: 'EINVAL' },
    remedy: 'It needs the kernel’s CONFIG_NET_SCH_TBF.',
  });
}
