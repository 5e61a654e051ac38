import { lxcNames, removeLxcContainer } from '../../../app/lxc-path.js';
import { type LxcCommand, LxcFailure } from '../command.js';
import { demandDefined, settle, stateOf } from '../defined.js';

export const command: LxcCommand = {
  synopsis: '--name=NAME [-f] [-P lxcpath]',
  about: 'destroys a container with the identifier NAME',
  options: {
    force: { short: 'f', summary: "stop and destroy the container if it's still running" },
    snapshots: { short: 's', summary: 'destroy including all snapshots' },
  },
  named: 'required',
  async run(context) {
    const { name, path, invocation, verbs, has } = context;
    demandDefined(context, 'Container is not defined');
    const force = has('force');
    if (!force && (await stateOf(context)) !== 'STOPPED') throw new LxcFailure(`${name} is running`);
    settle(await verbs.remove(invocation, { containers: [name], force, volumes: true }));
    await removeLxcContainer(invocation, path, name);
    // With the last one goes what the project had for all of them.
    if (lxcNames(path).length === 0)
      settle(await verbs.down(invocation, { volumes: true, graceMs: 0, removeOrphans: false }));
    return 0;
  },
};
