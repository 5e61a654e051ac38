/** Destroy hooks of a container that has ended: its monitor, which runs all the others, is gone with it. */
import { parseHook } from '../model/hooks.js';
import type { Operation } from '../model/operation.js';
import { Problem } from '../model/problem.js';
import { runHostProgram } from './host-program.js';

/** @throws Problem when one fails; then nothing of the container is forgotten */
export async function runDestroyHooks(operation: Operation, project: string): Promise<void> {
  const attributes = operation.observed?.attributes ?? {};
  const hooks = attributes['hooks.destroy'];
  if (!Array.isArray(hooks)) return;
  const name = operation.container!;
  const version = attributes['hooks.version'] === 1 ? 1 : 0;
  const environment = {
    PATH: process.env['PATH'],
    LXC_NAME: name,
    LXC_HOOK_VERSION: String(version),
    LXC_TARGET: 'stop',
    LXC_COMPOSE_PROJECT: project,
    ...(version === 1 && { LXC_HOOK_TYPE: 'destroy', LXC_HOOK_SECTION: 'lxc' }),
    ...variablesIn(attributes['hooks_environment']),
  };
  for (const hook of hooks) {
    const [program, ...words] = parseHook(String(hook));
    const all = version === 0 ? [...words, name, 'lxc', 'destroy'] : words;
    const code = await runHostProgram([program!, ...all], { environment });
    if (code === 0) continue;
    throw new Problem(`container ${name} cannot be removed: its destroy hook ${program} ended with ${code}`, {
      remedy: 'Mend the hook, or remove it from the spec and from the container with `up` first.',
    });
  }
}

function variablesIn(lines: unknown): Record<string, string> {
  if (!Array.isArray(lines)) return {};
  return Object.fromEntries(
    lines.map(line => [String(line).split('=', 1)[0]!, String(line).slice(String(line).indexOf('=') + 1)]),
  );
}
