import { ExitCode, Problem } from '../../model/problem.js';
import type { Command } from '../command.js';
import { text } from '../options.js';
import { usageProblem } from '../usage.js';

export const command: Command = {
  arguments: 'NAME [PORT]',
  description: ['Prints where the host publishes the ports of a container, or one of them: ADDRESS:PORT.'],
  options: {
    protocol: {
      type: 'string',
      value: 'KIND',
      choices: ['tcp', 'udp'],
      summary: 'Of PORT: tcp (default) or udp',
    },
  },
  examples: [
    { line: 'lxc-compose port web', meaning: 'all published ports of web' },
    { line: 'curl "http://$(lxc-compose port web 80)/"', meaning: 'ask the one behind its port 80' },
  ],
  completes: 'containers',
  async run({ values, positionals, invocation, verbs, output }) {
    const [name, wanted, ...more] = positionals;
    if (name === undefined || more.length > 0) throw usageProblem('port takes NAME and perhaps PORT', 'port');
    const ports = await verbs.port(invocation, name);
    const place = (each: (typeof ports)[number]) => `${each.hostIp ?? '0.0.0.0'}:${each.published}`;
    if (wanted === undefined) {
      output.data(ports.map(each => `${each.target}/${each.protocol} -> ${place(each)}\n`).join(''));
      return ExitCode.ok;
    }
    const protocol = text(values, 'protocol') ?? 'tcp';
    const found = ports.filter(each => String(each.target) === wanted && each.protocol === protocol);
    if (found.length === 0) {
      throw new Problem(`${name} publishes no port ${wanted}/${protocol}`, {
        remedy: `Add it to \`ports\`, or reach it at its own address: lxc-compose ps ${name}`,
      });
    }
    output.data(found.map(each => `${place(each)}\n`).join(''));
    return ExitCode.ok;
  },
};
