import { applyAndTell } from '../apply.js';
import { applyOptions, maxDisruptionOf } from '../apply-options.js';
import type { Command } from '../command.js';
import { parseHistoryId } from '../history-id.js';
import { usageProblem } from '../usage.js';

export const command: Command = {
  arguments: '[ID]',
  description: [
    'Makes the host as a spec says that was applied before: that of entry ID of `history`, without ID the one before the present. It is planned and applied like every other; what fits already is left alone.',
    'The spec file is not touched: the next `up` applies it again. `history show --spec ID` prints the earlier one, to be written over it.',
  ],
  options: { 'max-disruption': applyOptions['max-disruption']! },
  examples: [
    { line: 'lxc-compose rollback', meaning: 'undo the last change' },
    {
      line: 'lxc-compose rollback --max-disruption live 12',
      meaning: 'back to entry 12, if nothing restarts for it',
    },
  ],
  needsRoot: true,
  async run(context) {
    const { values, positionals, verbs } = context;
    if (positionals.length > 1) throw usageProblem('`rollback` takes one ID', 'rollback');
    const [id] = positionals;
    return await applyAndTell(context, withProgress =>
      verbs.rollback(withProgress, {
        id: id === undefined ? null : parseHistoryId(id),
        ...maxDisruptionOf(values),
      }),
    );
  },
};
