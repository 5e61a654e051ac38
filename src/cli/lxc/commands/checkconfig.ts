import type { LxcCommand } from '../command.js';

export const command: LxcCommand = {
  synopsis: '',
  about: 'check the current kernel for lxc support',
  options: {},
  named: 'no',
  async run({ verbs, output }) {
    for (const { feature, present, detail, remedy } of await verbs.doctor())
      output.data(
        `${feature}: ${present ? 'enabled' : `missing${remedy ? ` (${remedy})` : ` (${detail})`}`}\n`,
      );
    return 0;
  },
};
