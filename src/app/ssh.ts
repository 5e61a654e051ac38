import { Problem } from '../model/problem.js';
import { runSsh } from '../runtime/ssh-program.js';
import type { Invocation, SshOptions } from './contract.js';
import { info } from './info.js';
import { runningContainers } from './running.js';

/** Logs into a running container at the first address that it has. @returns ssh's exit status */
export async function ssh(invocation: Invocation, options: SshOptions): Promise<number> {
  const { containers } = await runningContainers(invocation, [options.container]);
  const { name } = containers[0]!;
  const [{ addresses }] = (await info(invocation, [name])) as [Awaited<ReturnType<typeof info>>[number]];
  // What a container has inside is its own to say: one that is no address never reaches the command line.
  const address = addresses.map(each => each.replace(/\/\d+$/, '')).find(each => /^[0-9a-f.:]+$/i.test(each));
  if (address === undefined) {
    throw new Problem(`${name} has no address`, {
      remedy: `Join it to a network, or go in without ssh: lxc-compose exec ${name} sh`,
    });
  }
  const identity = options.identity === undefined ? [] : ['-i', options.identity];
  return await runSsh(options.user, address, identity, options.argv);
}
