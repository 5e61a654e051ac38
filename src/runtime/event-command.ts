/** A command of the administrator's for each event: their own shell line, in their own environment. */
import { execa } from 'execa';

/** Runs to its end, whatever that is; its output goes where ours goes. */
export async function runEventCommand(command: string, variables: Record<string, string>): Promise<void> {
  await execa('/bin/sh', ['-c', command], {
    stdio: ['ignore', 'inherit', 'inherit'],
    reject: false,
    env: variables,
  });
}
