/** NICs: host end in one `ip -batch` for all, the inside natively in the container's namespace; doing half. */
import type { Operation } from '../../model/operation.js';
import type { CommandsContext } from '../commands-context.js';
import { configureCommands } from '../configure-commands.js';
import type { Outcome, RuntimeKind } from '../kind.js';
import { applyLines } from '../link-batch.js';
import { runUpScript, upScriptOf } from '../nic-scripts.js';
import { outcomeOf } from '../outcomes.js';
import { applyRates, rateLines } from '../rate-lines.js';
import type { Session } from '../session.js';
import { shellWord } from '../shell-word.js';
import { destroyNics, hostLines, settle, settlingLines } from './nic-host-side.js';
import { configureInside, insideSteps } from './nic-inside-steps.js';
import { observeNics } from './nic-observation.js';

export const nicProvider: RuntimeKind = {
  kind: 'nic',
  observe: observeNics,
  async apply(operations, session): Promise<Outcome[]> {
    if (operations.every(each => each.action === 'destroy')) return destroyNics(operations, session);
    const work = operations.map(operation => ({ operation, lines: hostLines(operation, session) }));
    const outcomes = await limit(await settle(await applyLines(work, session), session), session);
    return Promise.all(
      outcomes.map(outcome =>
        outcome.ok ? outcomeOf(outcome.operation, () => finish(outcome.operation, session)) : outcome,
      ),
    );
  },
  commands: (operation, context) => [
    ...physicalCommands(operation, context),
    ...hostLines(operation, context).map(line => `ip ${line}`),
    ...(operation.action === 'create' ? settlingLines(operation, context).map(line => `ip ${line}`) : []),
    ...rateLines(operation).map(line => `tc ${line}`),
    ...insideCommands(operation, context),
    ...scriptCommands(operation, context),
  ],
};

/** All in one batch; when that fails, whose it was is found one by one. */
async function limit(outcomes: Outcome[], session: Session): Promise<Outcome[]> {
  const limited = outcomes.filter(each => each.ok && rateLines(each.operation).length > 0);
  try {
    await applyRates(
      limited.flatMap(each => rateLines(each.operation)),
      session.lock,
    );
    return outcomes;
  } catch {
    return Promise.all(
      outcomes.map(outcome =>
        limited.includes(outcome)
          ? outcomeOf(outcome.operation, () => applyRates(rateLines(outcome.operation), session.lock))
          : outcome,
      ),
    );
  }
}

async function finish(operation: Operation, session: Session): Promise<void> {
  await configureInside(operation, session);
  if (operation.action !== 'create') return;
  await runUpScript(
    session.project,
    operation.container!,
    String(operation.desired!.attributes['interface']),
  );
}

function insideCommands(operation: Operation, context: CommandsContext): string[] {
  const steps = insideSteps(operation, context);
  return steps.length === 0 ? [] : configureCommands(steps, context.pids.get(operation.container!));
}

/** Its monitor moves an interface of the host's own in, by the same request. */
function physicalCommands({ action, desired, container }: Operation, { pids }: CommandsContext): string[] {
  const { type, parent, interface: name } = desired?.attributes ?? {};
  if (action !== 'create' || type !== 'phys') return [];
  return [`ip link set dev ${parent} netns ${pids.get(container!)} name ${name}`];
}

function scriptCommands(operation: Operation, { project }: CommandsContext): string[] {
  if (operation.action !== 'create') return [];
  const name = String(operation.desired!.attributes['interface']);
  const argv = upScriptOf(project, operation.container!, name);
  return argv.length === 0 ? [] : [argv.map(shellWord).join(' ')];
}
