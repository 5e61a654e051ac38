import { GrammarError } from '../../../spec/values/grammar-error.js';
import { parseSignal } from '../../../spec/values/signal.js';
import { type LxcCommand, LxcFailure } from '../command.js';
import { stateOf } from '../defined.js';

/** LXC had it until 1.0: the signal stood behind the name. */
export const command: LxcCommand = {
  synopsis: '--name=NAME [SIGNUM]',
  about: 'sends signal SIGNUM (default: KILL) to the first process of container NAME',
  options: {
    signal: { short: 's', value: 'SIGNAL', summary: 'Name or number of the signal' },
    all: { summary: 'Every process of the container' },
  },
  named: 'required',
  async run(context) {
    const { name, rest, invocation, verbs, has, value } = context;
    const given = value('signal') ?? rest[0] ?? 'KILL';
    let signal: string;
    try {
      signal = parseSignal(given);
    } catch (error) {
      if (error instanceof GrammarError) throw new LxcFailure(`"${given}" ${error.message}`);
      throw error;
    }
    if ((await stateOf(context)) === 'STOPPED') throw new LxcFailure(`${name} is not running`);
    await verbs.kill(invocation, { containers: [name], signal, all: has('all') });
    return 0;
  },
};
