import { ExitCode, Problem } from '../../../model/problem.js';
import { type LxcCommand, type LxcContext, LxcFailure } from '../command.js';
import { settle, stateOf } from '../defined.js';

/** LXC waits a minute. */
const defaultSeconds = 60;

export const command: LxcCommand = {
  synopsis: '--name=NAME',
  about: 'stops a container with the identifier NAME',
  options: {
    reboot: { short: 'r', summary: 'reboot the container' },
    nowait: { short: 'W', summary: "don't wait for shutdown or reboot to complete" },
    timeout: { short: 't', value: 'T', summary: 'wait T seconds before hard-stopping' },
    kill: { short: 'k', summary: 'kill container rather than request clean shutdown' },
    nokill: { summary: "Only request clean shutdown, don't force kill after timeout" },
    nolock: { summary: 'Avoid using API locks' },
  },
  named: 'required',
  async run(context) {
    const { name, invocation, verbs, has, value } = context;
    if (has('kill') && (has('reboot') || has('nokill')))
      throw new LxcFailure('-k is mutually exclusive with -r and --nokill');
    if (has('kill') && has('timeout')) throw new LxcFailure("-k doesn't allow timeouts");
    if ((await stateOf(context)) === 'STOPPED') throw new LxcFailure(`${name} is not running`, 2);
    const seconds = Number(value('timeout') ?? defaultSeconds);
    if (!Number.isInteger(seconds)) throw new LxcFailure(`Invalid timeout: ${value('timeout')}`);
    // -1: without end, as near as 32 bits of milliseconds come to it.
    const graceMs = has('kill') ? 0 : seconds < 0 ? 0x7fffffff : seconds * 1000;
    if (has('reboot')) {
      await verbs.reboot(invocation, [name], graceMs);
      return 0;
    }
    if ((has('nowait') || has('nokill')) && !has('kill')) {
      const { project } = await verbs.load(invocation);
      const signal = project.containers.find(each => each.name === name)!.stopSignal;
      await verbs.kill(invocation, { containers: [name], signal, all: false });
      return has('nowait') || (await endsWithin(context, graceMs)) ? 0 : 1;
    }
    return settle(await verbs.stop(invocation, [name], graceMs));
  },
};

async function endsWithin({ name, invocation, verbs }: LxcContext, timeoutMs: number): Promise<boolean> {
  try {
    await verbs.wait(invocation, {
      containers: [name],
      states: ['STOPPED'],
      timeoutMs: Math.max(1, timeoutMs),
    });
    return true;
  } catch (error) {
    if (error instanceof Problem && error.exitCode === ExitCode.timeout) return false;
    throw error;
  }
}
