/** A writer for the plain data that we print: mappings in block style, lists of scalars in one line. */
export type YamlValue =
  | string
  | number
  | boolean
  | null
  | readonly YamlValue[]
  | { readonly [key: string]: YamlValue };

const lineWidth = 100;

export function formatYaml(value: Record<string, YamlValue>): string {
  const text = block(value, '');
  return text === '' ? '{}\n' : text;
}

function block(value: Record<string, YamlValue>, indent: string): string {
  return Object.entries(value)
    .map(([key, each]) => `${indent}${scalar(key)}:${nested(each, indent)}`)
    .join('');
}

/** What stands after `key:` or `-`, with the end of the line. */
function nested(value: YamlValue, indent: string): string {
  if (value === null || typeof value !== 'object') return ` ${scalar(value)}\n`;
  const entries: [string, YamlValue][] = Object.entries(value);
  if (entries.length === 0) return Array.isArray(value) ? ' []\n' : ' {}\n';
  if (!Array.isArray(value)) return `\n${block(value as Record<string, YamlValue>, `${indent}  `)}`;
  const flat = value.every(each => each === null || typeof each !== 'object');
  const line = flat ? ` [${value.map(scalar).join(', ')}]\n` : '';
  if (flat && indent.length + line.length <= lineWidth) return line;
  return `\n${value.map(each => `${indent}  -${item(each, `${indent}  `)}`).join('')}`;
}

/** The first key of a mapping in a list stands on the line of its dash. */
function item(value: YamlValue, indent: string): string {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return nested(value, indent);
  return ` ${block(value as Record<string, YamlValue>, `${indent}  `).trimStart()}`;
}

/** A scalar as YAML. Plain where no YAML reader, 1.1 or 1.2, takes the text for anything else; else in JSON's quotes, which are YAML's. */
export function scalar(value: YamlValue): string {
  if (typeof value !== 'string') return String(value);
  const plain = /^[A-Za-z/_][A-Za-z0-9/_.@%+-]*(:[A-Za-z0-9/_.@%+-]+)*$/.test(value);
  const reserved = /^(y|n|yes|no|on|off|true|false|null|nan|inf)$/i.test(value);
  return plain && !reserved ? value : quoted(value);
}

/** Lone surrogates and the separators of JavaScript are legal in JSON; YAML wants some of them escaped. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    each => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
