/** The spec as text, with a comment above each member that tells where it was taken from. */
import { formatYaml, type YamlValue } from '../spec/print/yaml.js';
import type { Adopted } from './adopted.js';

/** @param head lines of comment at the top */
export function formatAdopted(name: string, adopted: Adopted, head: readonly string[]): string {
  const { networks, links, containers, volumes, configs, secrets, comments } = adopted;
  const parts = [
    head.map(each => comment('', each)).join(''),
    formatYaml({ name }),
    section('networks', networks, comments),
    links.length > 0 ? formatYaml({ links }) : '',
    section('containers', containers, comments) || 'containers: {}\n',
    section('volumes', volumes, comments),
    section('configs', configs, comments),
    section('secrets', secrets, comments),
  ];
  return parts.filter(each => each !== '').join('\n');
}

function section(title: string, members: Record<string, YamlValue>, comments: Adopted['comments']): string {
  const entries = Object.entries(members).map(([name, value]) => {
    const above = (comments[`${title}.${name}`] ?? []).map(each => comment('  ', each)).join('');
    return above + indented(formatYaml({ [name]: value }));
  });
  return entries.length === 0 ? '' : `${title}:\n${entries.join('')}`;
}

/** What the kernel says may hold anything; a comment is one line of it. */
function comment(indent: string, text: string): string {
  return `${indent}# ${text.replace(/[\0-\x1f\x7f-\x9f\u2028\u2029]/g, '?')}\n`;
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
