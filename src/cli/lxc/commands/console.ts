import { type LxcCommand, LxcFailure, LxcParseFailure } from '../command.js';
import { stateOf } from '../defined.js';

export const command: LxcCommand = {
  synopsis: '--name=NAME',
  about: 'logs on the container with the identifier NAME',
  options: {
    tty: { short: 't', value: 'NUMBER', summary: 'console tty number' },
    escape: {
      short: 'e',
      value: 'PREFIX',
      summary: 'prefix for escape command: ^a (default), a number -1 disables it',
    },
  },
  named: 'required',
  async run(context) {
    const { name, invocation, verbs, output, value } = context;
    const tty = value('tty');
    if (tty !== undefined && !/^\d+$/.test(tty)) throw new LxcParseFailure();
    const key = value('escape') ?? '^a';
    const letter = key === '-1' ? null : /^\^?([A-Za-z])$/.exec(key)?.[1]?.toLowerCase();
    if (letter === undefined) throw new LxcFailure(`invalid escape '${key}'`);
    if ((await stateOf(context)) === 'STOPPED') throw new LxcFailure(`${name} is not running`);
    await verbs.console(invocation, {
      container: name,
      tty: tty === undefined ? undefined : Number(tty),
      replay: false,
      escape: letter,
      opened(number) {
        // As LXC: who cannot leave is told nothing.
        if (letter === null) return;
        output.note(
          `\nConnected to tty ${number}\nType <Ctrl+${letter} q> to exit the console, <Ctrl+${letter} Ctrl+${letter}> to enter Ctrl+${letter} itself\n`,
        );
      },
    });
    return 0;
  },
};
