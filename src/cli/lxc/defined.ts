/** Whether a container is there, in the way that LXC's tools ask it. */
import { isForeign, lxcNames } from '../../app/lxc-path.js';
import { containerNamePattern } from '../../model/mark.js';
import { type LxcContext, LxcFailure } from './command.js';

export function isDefined({ path, name }: LxcContext): boolean {
  return lxcNames(path).includes(name);
}

/** @throws LxcFailure */
export function demandDefined(context: LxcContext, message = `${context.name} doesn't exist`): void {
  if (!isDefined(context)) throw new LxcFailure(message);
}

/** For one that is about to be defined. @throws LxcFailure */
export function demandFree({ path, name }: LxcContext): void {
  if (!containerNamePattern.test(name)) throw new LxcFailure(`"${name}" cannot be a container's name`);
  if (isForeign(path, name))
    throw new LxcFailure(
      `${path}/${name} is a container of LXC's own: lxc-compose import lxc reads its config`,
    );
}

/** STOPPED for what is not defined too, as LXC has it. */
export async function stateOf(context: LxcContext): Promise<string> {
  if (!isDefined(context)) return 'STOPPED';
  const [info] = await context.verbs.info(context.invocation, [context.name]);
  return info?.state ?? 'STOPPED';
}

export async function hasEnded(context: LxcContext): Promise<boolean> {
  return (await stateOf(context)) === 'STOPPED';
}

/** A result of a verb that changes something, as an exit code; its failure is thrown. */
export function settle(result: { failed: { problem: Error }[]; leftOver: string[] }): number {
  if (result.failed[0]) throw result.failed[0].problem;
  if (result.leftOver[0] !== undefined) throw new LxcFailure(`still not as wanted: ${result.leftOver[0]}`);
  return 0;
}
