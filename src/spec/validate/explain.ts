/** Errors of the schema as sentences for people. */
import { type DiagnosticCode, quote } from '../diagnostic.js';
import type { Path } from '../node.js';
import { type Shape, shapeOf } from '../shape.js';
import { suggestion } from '../suggest.js';
import type { SchemaError } from '../validator.generated.js';

export interface Explanation {
  code: DiagnosticCode;
  path: Path;
  message: string;
  hint?: string;
  atKey: boolean;
  /** The value at the path is usable although something is missing. */
  remains?: boolean;
}

export function explain(error: SchemaError, root: object): Explanation {
  const path = pathOf(error.instancePath, root);
  const shape = shapeOf(path);
  const { params } = error;
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownKey(shape, path, String(params['additionalProperty']));
    case 'type':
      return wrong(path, `${nameOf(path)} must be ${either(shape?.types ?? [String(params['type'])])}`);
    case 'enum':
      return wrongValue(shape, path, valueAt(root, path), params['allowedValues'] as unknown[]);
    case 'minimum':
    case 'maximum': {
      const bound = error.keyword === 'minimum' ? 'at least' : 'at most';
      const found = `, not ${String(valueAt(root, path))}`;
      return {
        ...wrong(path, `${nameOf(path)} must be ${bound} ${params['limit']}${found}`),
        code: 'invalid-value',
      };
    }
    case 'required': {
      const key = String(params['missingProperty']);
      const message = `${nameOf(path)} has no key ${quote(key)}`;
      return { code: 'missing-key', path, message, atKey: true };
    }
    case 'minItems':
    case 'maxItems': {
      const count = error.keyword === 'minItems' ? 'at least' : 'at most';
      return wrong(
        path,
        `${nameOf(path)} must have ${count} ${params['limit']} ${params['limit'] === 1 ? 'item' : 'items'}`,
      );
    }
    default:
      return wrong(path, `${nameOf(path)} is not valid (${error.keyword})`);
  }
}

function unknownKey(shape: Shape | undefined, parent: Path, key: string): Explanation {
  const path = [...parent, key];
  const hint = shape?.unsupportedKeys?.[key];
  if (hint !== undefined && Object.hasOwn(shape!.unsupportedKeys!, key)) {
    const message = `the key ${quote(key)} is not supported yet`;
    return { code: 'not-supported', path, message, atKey: true, ...(hint !== '' && { hint }) };
  }
  const known = [...Object.keys(shape?.properties ?? {}), ...Object.keys(shape?.unsupportedKeys ?? {})];
  const message = `unknown key ${quote(key)}${suggestion(key, known)}`;
  return { code: 'unknown-key', path, message, atKey: true };
}

function wrongValue(shape: Shape | undefined, path: Path, value: unknown, allowed: unknown[]): Explanation {
  const text = String(value);
  if (shape?.unsupportedValues?.includes(text)) {
    const message = `the ${String(path.at(-1))} ${quote(text)} is not supported yet`;
    return { code: 'not-supported', path, message, atKey: false };
  }
  const names = allowed.map(String);
  const list = names.length === 1 ? names[0] : `one of ${names.join(', ')}`;
  const message = `${nameOf(path)} must be ${list}, not ${quote(text)}${suggestion(text, names)}`;
  return { code: 'invalid-value', path, message, atKey: false };
}

function wrong(path: Path, message: string): Explanation {
  return { code: 'wrong-type', path, message, atKey: false };
}

const typeNames: Record<string, string> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
};

function either(types: readonly string[]): string {
  const names = types.filter(each => each !== 'null').map(each => typeNames[each] ?? each);
  return names.length < 2 ? (names[0] ?? 'empty') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

/** `ports[0]`, `memory`; the name of a container, network or volume with its kind. */
function nameOf(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'the file';
  if (typeof last === 'number') return `${String(path.at(-2) ?? 'item')}[${last}]`;
  const kinds: Record<string, string> = {
    networks: 'network',
    containers: 'container',
    services: 'container',
    volumes: 'volume',
    configs: 'config',
    secrets: 'secret',
  };
  const kind = path.length === 2 ? kinds[String(path[0])] : undefined;
  return kind ? `${kind} ${quote(last)}` : quote(last);
}

/** JSON pointer to path; steps into lists become numbers. */
function pathOf(pointer: string, root: object): Path {
  const path: (string | number)[] = [];
  let value: unknown = root;
  for (const encoded of pointer.split('/').slice(1)) {
    const step = encoded.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(value) ? Number(step) : step);
    value = (value as Record<string, unknown> | undefined)?.[step];
  }
  return path;
}

function valueAt(root: object, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) => (value as Record<string | number, unknown> | undefined)?.[step],
    root,
  );
}
