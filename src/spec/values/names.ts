/** Grammars of names. They become parts of kernel objects' names and of paths, so they are positive lists. */
import { basename } from 'node:path';
import { containerNamePattern, interfaceNamePattern, projectNamePattern } from '../../model/mark.js';
import { GrammarError } from './grammar-error.js';

/** @throws GrammarError */
export function parseContainerName(text: string): string {
  if (containerNamePattern.test(text)) return text;
  const lower = text.toLowerCase();
  throw new GrammarError(
    'is not a container name: lower-case letters, digits, `_`, `.` and `-`, beginning with a letter or digit, at most 63',
    containerNamePattern.test(lower) ? `write ${lower}` : undefined,
  );
}

/** @throws GrammarError */
export function parseInterfaceName(text: string): string {
  if (text.length > 15)
    throw new GrammarError("is longer than 15 characters, the kernel's limit of interface names");
  if (interfaceNamePattern.test(text)) return text;
  if (/^(lo|all|default|\.{1,2})$/.test(text)) throw new GrammarError('is reserved by the kernel');
  throw new GrammarError(
    'is not an interface name: letters, digits, `_`, `.` and `-`, not beginning with `-` or `.`',
  );
}

/** @throws GrammarError */
export function parseProjectName(text: string): string {
  if (projectNamePattern.test(text)) return text;
  throw new GrammarError(
    'is not a project name: lower-case letters, digits, `_` and `-`, beginning with a letter or digit, at most 40',
  );
}

/** The directory's own name with what project names may not hold left out, as Docker Compose does; undefined = nothing is left. */
export function projectNameOf(directory: string): string | undefined {
  const name = basename(directory)
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '')
    .slice(0, 40);
  return name === '' ? undefined : name;
}

/** @throws GrammarError */
export function parseVolumeName(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/.test(text)) return text;
  throw new GrammarError(
    'is not a volume name: letters, digits, `_`, `.` and `-`, beginning with a letter or digit, at most 63',
  );
}

/** Of a config or secret: becomes the name of a file. @throws GrammarError */
export function parseProvidedName(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/.test(text)) return text;
  throw new GrammarError(
    'is not the name of a config or secret: letters, digits, `_`, `.` and `-`, beginning with a letter or digit, at most 63',
  );
}

/** A host name with optional domain parts; the kernel takes at most 64 characters. @throws GrammarError */
export function parseHostName(text: string): string {
  const label = '[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?';
  if (text.length <= 64 && new RegExp(`^${label}(\\.${label})*$`).test(text)) return text;
  throw new GrammarError('is not a host name: letters, digits and `-` between dots, at most 64 characters');
}

/** Lower-case, colon-separated, unicast and not zero: the kernel refuses the others. @throws GrammarError */
export function parseMac(text: string): string {
  const mac = text.toLowerCase().replaceAll('-', ':');
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(mac)) {
    throw new GrammarError('is not a hardware address', 'write 02:00:0a:00:02:10');
  }
  if (Number.parseInt(mac.slice(0, 2), 16) & 1) {
    throw new GrammarError('is a multicast address: the lowest bit of its first byte is set');
  }
  if (mac === '00:00:00:00:00:00') throw new GrammarError('is the zero address');
  return mac;
}

/** @throws GrammarError */
export function parseVariableName(text: string): string {
  if (text !== '' && !/[=\u0000-\u0020\u007f]/.test(text)) return text;
  throw new GrammarError('is not a name of a variable');
}

/** Text that reaches the kernel or a line-based file: no control characters. @throws GrammarError */
export function parsePlainText(text: string): string {
  if (text.length <= 4096 && !/[\u0000-\u001f\u007f]/.test(text)) return text;
  throw new GrammarError('has control characters or is longer than 4,096 characters');
}

/** A text that becomes an argument or a variable: C strings end at a NUL. @throws GrammarError */
export function parseArgument(text: string): string {
  if (!text.includes('\u0000')) return text;
  throw new GrammarError('has a NUL character');
}
