/** `--share-net NAME` and its like, of lxc-start and lxc-execute: namespaces of another container. */
import { type LxcContext, LxcFailure } from './command.js';
import { stateOf } from './defined.js';
import type { LxcOptions } from './getopt.js';

const kinds = ['net', 'ipc', 'uts', 'pid'] as const;

export const sharingOptions: LxcOptions = Object.fromEntries(
  kinds.map(kind => [
    `share-${kind}`,
    { value: 'NAME', summary: `Share the ${kind} namespace of container NAME` },
  ]),
);

/** @returns container names by namespace. @throws LxcFailure unless they run */
export async function sharedNamespaces(context: LxcContext): Promise<Record<string, string>> {
  const shared: Record<string, string> = {};
  for (const kind of kinds) {
    const name = context.value(`share-${kind}`);
    if (name === undefined) continue;
    if ((await stateOf({ ...context, name })) === 'STOPPED')
      throw new LxcFailure(`--share-${kind}: ${name} is no container that runs in ${context.path}`);
    shared[kind] = name;
  }
  return shared;
}
