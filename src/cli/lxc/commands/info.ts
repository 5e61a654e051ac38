import { renderInfo } from '../../render-info.js';
import type { LxcCommand } from '../command.js';
import { isDefined } from '../defined.js';

export const command: LxcCommand = {
  synopsis: '--name=NAME',
  about: 'display some information about a container with the identifier NAME',
  options: {
    config: {
      short: 'c',
      value: 'KEY',
      multiple: true,
      summary: 'show configuration variable KEY from running container',
    },
    ips: { short: 'i', summary: 'shows the IP addresses' },
    state: { short: 's', summary: 'shows the state of the container' },
    pid: { short: 'p', summary: 'shows the process id of the init container' },
    stats: { short: 'S', summary: 'shows usage stats' },
    'no-humanize': { short: 'H', summary: 'shows stats as raw numbers, not humanized' },
  },
  named: 'required',
  async run(context) {
    const { name, invocation, verbs, output, has, all } = context;
    if (!isDefined(context)) {
      output.note(`${name} doesn't exist\n`);
      return 1;
    }
    const keys = all('config');
    const [ips, pid, stats, state] = (['ips', 'pid', 'stats', 'state'] as const).map(has) as [
      boolean,
      boolean,
      boolean,
      boolean,
    ];
    const everything = !ips && !pid && !stats && !state && keys.length === 0;
    const [info] = await verbs.info(invocation, [name]);
    const parts = {
      name: everything,
      state: everything || state,
      pid: everything || pid,
      ips: everything || ips,
      stats: everything || stats,
    };
    const text = renderInfo(info!, parts, !has('no-humanize'));
    // One kind of thing, for a script: without its label.
    const bare = has('no-humanize') && !stats && [ips, pid, state].filter(Boolean).length === 1;
    output.data(bare ? text.replace(/^[^:\n]+: +/gm, '') : text);
    if (keys.length === 0) return 0;
    const [configuration] = await verbs.exportLxc(invocation, [name]);
    for (const key of keys) {
      const values = configuration!.text.split('\n').flatMap(line => {
        const at = line.indexOf('=');
        return at > 0 && line.slice(0, at).trim() === key ? [line.slice(at + 1).trim()] : [];
      });
      if (values.length === 0) output.note(`${key} invalid\n`);
      else if (has('no-humanize') && keys.length === 1) output.data(`${values.join('\n')}\n`);
      else output.data(`${key} = ${values.join('\n')}\n`);
    }
    return 0;
  },
};
