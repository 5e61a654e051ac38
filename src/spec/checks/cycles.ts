import type { Container } from '../../model/project.js';
import type { Findings } from '../findings.js';
import type { Instance } from '../normalize/instances.js';

/** No start order exists when containers wait for each other; the message shows the whole chain. */
export function checkCycles(instances: readonly Instance[], findings: Findings): void {
  const byName = new Map(instances.map(each => [each.container.name, each]));
  const done = new Set<string>();
  for (const { container } of instances) search(container.name);

  /** Depth first with a stack of its own: a chain of a thousand containers is no reason to run out of stack. */
  function search(start: string): void {
    const chain: string[] = [];
    const pending: (string | null)[] = [start];
    while (pending.length > 0) {
      const name = pending.pop()!;
      if (name === null) {
        done.add(chain.pop()!);
        continue;
      }
      if (done.has(name)) continue;
      if (chain.includes(name)) {
        report([...chain.slice(chain.indexOf(name)), name]);
        continue;
      }
      chain.push(name);
      pending.push(null, ...needs(byName.get(name)?.container));
    }
  }

  function report(chain: string[]): void {
    const { service } = byName.get(chain[0]!)!;
    const next = byName.get(chain[1]!)!.service.name;
    const at = service.dependencies.some(each => each.service === next) ? ['depends_on'] : ['network_mode'];
    findings.error(
      'cycle',
      [...service.path, ...at],
      `containers wait for each other: ${chain.join(' -> ')}`,
      {
        atKey: true,
        hint: 'remove one of these dependencies',
      },
    );
  }
}

/** The container whose network is joined must be there first, like a dependency. */
function needs(container: Container | undefined): string[] {
  if (!container) return [];
  const { dependsOn, networkMode } = container;
  const shared = networkMode.mode === 'container' ? [networkMode.container] : [];
  return [...dependsOn.map(each => each.container), ...shared];
}
