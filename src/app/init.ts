/** A first spec for a directory: one of the templates with names of its own, or a file of another program. */
import { existsSync, readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { ExitCode, Problem } from '../model/problem.js';
import { projectNameOf } from '../spec/values/names.js';
import type { ImportedSpec, Invocation } from './contract.js';
import { freeSubnet } from './free-subnet.js';
import { importSpec } from './import.js';

const templates = ['host', 'debootstrap', 'sshd'];

/**
 * @param kind host, debootstrap, or a kind of `importSpec`
 * @param file of the other program, `-` = standard input; none for templates
 * @param target absolute path of the spec to be written: its directory gives the names
 * @throws Problem (4) when the directory has a spec of the other customary name; what importSpec throws
 */
export async function initSpec(
  invocation: Invocation,
  kind: string,
  file: string | undefined,
  target: string,
): Promise<ImportedSpec> {
  refuseSecondSpec(target);
  if (!templates.includes(kind)) {
    const imported = await importSpec(invocation, kind, file!);
    return { ...imported, text: `${headOf(kind, file!)}\n${imported.text}` };
  }
  // By its own words and not as YAML: a template is for reading, with its comments.
  const template = readFileSync(new URL(`../../templates/${kind}.yaml`, import.meta.url), 'utf8');
  return { text: personalize(template, dirname(target)), remarks: [], sources: new Map() };
}

/** Discovery would use the one and leave the other alone. */
function refuseSecondSpec(target: string): void {
  if (basename(target) !== 'lxc-compose.yaml') return;
  const other = join(dirname(target), 'lxc-compose.yml');
  if (!existsSync(other)) return;
  throw new Problem(`there is a spec ${other} already`, {
    exitCode: ExitCode.refused,
    remedy: 'Remove it, or name another file with -o.',
  });
}

function personalize(template: string, directory: string): string {
  const name = projectNameOf(directory);
  const named = name === undefined ? template : replaceNames(template, name);
  const addresses = Object.values(networkInterfaces()).flatMap(each => each ?? []);
  const subnet = freeSubnet(addresses.flatMap(each => each.cidr ?? []));
  return named.replaceAll('10.0.2.', subnet);
}

/** IFNAMSIZ: a bridge's name has at most 15 characters. */
const longestInterfaceName = 15;

/** Comments at the ends of lines stay below each other, whatever the length of the names. */
function replaceNames(template: string, name: string): string {
  const bridge = `br-${name}`.slice(0, longestInterfaceName).replace(/[_-]+$/, '');
  const rename = (text: string) => text.replaceAll('br-my-project', bridge).replaceAll('my-project', name);
  return template
    .split('\n')
    .map(line => {
      const [, before, comment] = /^(\s*[^\s#].*?\s)(# .*)$/.exec(line) ?? [];
      if (before === undefined || comment === undefined) return rename(line);
      return `${rename(before)
        .trimEnd()
        .padEnd(before.length - 1)} ${rename(comment)}`;
    })
    .join('\n');
}

function headOf(kind: string, file: string): string {
  const source = file === '-' ? 'standard input' : basename(file);
  return [
    `# Made from ${source} by \`lxc-compose init --from ${kind}\`. What had no place here was told then.`,
    '#',
    '#   lxc-compose lint    is anything in this file odd?',
    '#   lxc-compose plan    what would change on the host, and why',
    '#   lxc-compose up      make the host as this file says',
    '#   lxc-compose down    take everything away again',
    '',
  ].join('\n');
}
