import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type LxcCommand, LxcFailure } from '../command.js';
import { demandDefined, stateOf } from '../defined.js';

export const command: LxcCommand = {
  synopsis: '--name=NAME [-P lxcpath] [-L [-C]] [-c commentfile] [-r snapname] [-d snapname]',
  about: 'Snapshots a container',
  options: {
    list: { short: 'L', summary: 'list all snapshots' },
    restore: { short: 'r', value: 'NAME', summary: "restore snapshot NAME, e.g. 'snap0'" },
    newname: { short: 'N', value: 'NEWNAME', summary: 'NEWNAME for the restored container' },
    destroy: { short: 'd', value: 'NAME', summary: "destroy snapshot NAME, e.g. 'snap0'" },
    comment: { short: 'c', value: 'FILE', summary: 'add FILE as a comment' },
    showcomments: { short: 'C', summary: 'show snapshot comments' },
  },
  named: 'required',
  async run(context) {
    const { name, rest, invocation, verbs, output, has, value } = context;
    demandDefined(context, `No such container: ${name}`);
    if (has('list')) {
      const list = await verbs.snapshots(invocation, name);
      if (list.length === 0) output.data('No snapshots\n');
      for (const each of list) {
        const taken = new Date(each.time).toISOString().replaceAll('-', ':').replace('T', ' ').slice(0, 19);
        output.data(`${each.name} (${context.path}/${name}/snaps) ${taken}\n`);
        if (has('showcomments')) output.data(`${each.comment}\n`);
      }
      return 0;
    }
    const [wanted, gone] = [value('restore'), value('destroy')];
    if (gone !== undefined) {
      await verbs.removeSnapshot(invocation, name, gone);
      return 0;
    }
    if ((await stateOf(context)) !== 'STOPPED') throw new LxcFailure('Container is running: stop it first');
    if (wanted !== undefined) {
      if (value('newname') !== undefined || rest.length > 0)
        throw new LxcFailure('restoring under another name is not supported yet');
      await verbs.restore(invocation, name, wanted);
      return 0;
    }
    const file = value('comment');
    const comment =
      file === undefined ? '' : readFileSync(resolve(invocation.workingDirectory, file), 'utf8').trimEnd();
    await verbs.snapshot(invocation, name, comment);
    return 0;
  },
};
