import type { AutostartOptions } from '../../../app/contract.js';
import { lxcNames } from '../../../app/lxc-path.js';
import { type LxcCommand, LxcFailure, LxcParseFailure } from '../command.js';

export const command: LxcCommand = {
  synopsis: '',
  about: 'managed auto-started containers',
  options: {
    kill: { short: 'k', summary: 'kill the containers instead of starting them' },
    list: { short: 'L', summary: 'list all affected containers and wait delay' },
    reboot: { short: 'r', summary: 'reboot the containers instead of starting them' },
    shutdown: { short: 's', summary: 'shutdown the containers instead of starting them' },
    all: { short: 'a', summary: 'list all auto-started containers (ignore groups)' },
    'ignore-auto': { short: 'A', summary: 'ignore lxc.start.auto and select all matching containers' },
    groups: { short: 'g', value: 'GROUPS', summary: 'list of groups (comma separated) to select' },
    timeout: { short: 't', value: 'T', summary: 'wait T seconds before hard-stopping' },
  },
  named: 'no',
  async run({ path, invocation, verbs, output, has, value, all }) {
    const seconds = value('timeout');
    if (seconds !== undefined && !/^-?\d+$/.test(seconds)) throw new LxcParseFailure();
    if (lxcNames(path).length === 0) return 1;
    const action = (['kill', 'reboot', 'shutdown'] as const).find(has) ?? 'start';
    const options: AutostartOptions = {
      action,
      groups: has('groups') ? all('groups').flatMap(each => each.split(',')) : [''],
      all: has('all'),
      ignoreAuto: has('ignore-auto'),
      graceMs: seconds === undefined ? null : Number(seconds) * 1000,
    };
    const listed = await verbs.autostartList(invocation, options);
    if (has('list')) {
      const waits = action === 'start' || action === 'reboot';
      const wait = (delayMs: number) => (waits ? ` ${delayMs / 1000}` : '');
      output.data(listed.map(each => `${each.container}${wait(each.delayMs)}\n`).join(''));
      return 0;
    }
    const { failed } = await verbs.autostart(invocation, options);
    if (failed[0]) throw new LxcFailure(`${failed[0].container}: ${failed[0].problem.message}`);
    return 0;
  },
};
