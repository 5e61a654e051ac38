/** Which rows of `ps` are wanted, and a line for each of them as the user wrote it. */
import type { ContainerRow } from '../app/contract.js';
import { escapeText } from './escape.js';
import { usageProblem } from './usage.js';

type Test = (row: ContainerRow) => boolean;

const keys: Record<string, (value: string) => Test> = {
  name: value => {
    const pattern = regularExpression(value);
    return row => pattern.test(row.name);
  },
  state: value => row => row.state === value.toUpperCase(),
  status: value => row => row.state === value.toUpperCase(),
  health: value => row => row.health === value.toLowerCase(),
};

/** `KEY=VALUE`: alternatives within a key, all keys together. @throws Problem (64) */
export function parseFilters(filters: readonly string[]): Test {
  const byKey = new Map<string, Test[]>();
  for (const filter of filters) {
    const at = filter.indexOf('=');
    const key = filter.slice(0, Math.max(0, at)).toLowerCase();
    if (!Object.hasOwn(keys, key))
      throw usageProblem(`--filter is KEY=VALUE with ${Object.keys(keys).join(', ')}, not "${filter}"`, 'ps');
    byKey.set(key, [...(byKey.get(key) ?? []), keys[key]!(filter.slice(at + 1))]);
  }
  return row => [...byKey.values()].every(tests => tests.some(test => test(row)));
}

const fields: Record<string, (row: ContainerRow) => string> = {
  Project: row => row.project,
  Name: row => row.name,
  State: row => row.state,
  Health: row => row.health,
  Pid: row => String(row.pid ?? ''),
  ExitCode: row => String(row.exitCode ?? ''),
  Restarts: row => String(row.restarts),
  Addresses: row => row.addresses.map(each => each.address).join(','),
  Ports: row => row.ports.join(','),
  Command: row => row.command,
  StartedAt: row => row.startedAt ?? '',
};

/** Docker's `{{.Name}}`, without its functions. @throws Problem (64) for a field that there is not */
export function rowTemplate(template: string): (row: ContainerRow) => string {
  const parts = template.split(/\{\{\s*\.(\w+)\s*\}\}/);
  parts.forEach((name, index) => {
    if (index % 2 === 1 && !Object.hasOwn(fields, name))
      throw usageProblem(`there is no field .${name}; there are: ${Object.keys(fields).join(', ')}`, 'ps');
    if (index % 2 === 0 && name.includes('{{')) throw usageProblem(`"${template}" is not a template`, 'ps');
  });
  const line = (row: ContainerRow) =>
    parts.map((part, index) => (index % 2 === 1 ? escapeText(fields[part]!(row)) : unescaped(part))).join('');
  return row => `${line(row)}\n`;
}

function unescaped(text: string): string {
  return text.replaceAll('\\t', '\t').replaceAll('\\n', '\n');
}

function regularExpression(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    throw usageProblem(`"${text}" is not a regular expression`, 'ps');
  }
}
