/**
 * Variables in texts, by the rules of the Compose Specification (12-interpolation.md): `$V`, `${V}`, `${V:-default}`,
 * `${V-default}`, `${V:?message}`, `${V?message}`, `${V:+other}`, `${V+other}`, `$$`. Defaults, messages and others are
 * templates again, evaluated only when they are used, so that a warning is given only for what was really needed.
 */

/** The value of a variable; undefined = not set. */
export type Lookup = (name: string) => string | undefined;

export class TemplateError extends Error {}

const name = /[_a-z][_a-z0-9]*/iy;
const operators = [':-', '-', ':?', '?', ':+', '+'] as const;

/**
 * @param missing told the name of each variable that was needed and is not set
 * @throws TemplateError for a malformed template or a required variable that is missing
 */
export function substitute(template: string, lookup: Lookup, missing: (name: string) => void): string {
  let result = '';
  let position = 0;
  while (true) {
    const dollar = template.indexOf('$', position);
    if (dollar < 0) return result + template.slice(position);
    result += template.slice(position, dollar);
    const next = template[dollar + 1];
    if (next === '$') {
      result += '$';
      position = dollar + 2;
    } else if (next === '{') {
      const end = closingBrace(template, dollar + 2);
      if (end < 0) throw invalid(template);
      result += expand(template.slice(dollar + 2, end), template, lookup, missing);
      position = end + 1;
    } else {
      const bare = nameAt(template, dollar + 1);
      result += bare === '' ? '$' : plain(bare, lookup, missing);
      position = dollar + 1 + bare.length;
    }
  }
}

/** The body of `${…}`. */
function expand(body: string, template: string, lookup: Lookup, missing: (name: string) => void): string {
  const variable = nameAt(body, 0);
  if (variable === '') throw invalid(template);
  const rest = body.slice(variable.length);
  if (rest === '') return plain(variable, lookup, missing);
  const operator = operators.find(each => rest.startsWith(each));
  if (!operator) throw invalid(template);
  const operand = () => substitute(rest.slice(operator.length), lookup, missing);
  const value = lookup(variable);
  const present = operator.startsWith(':') ? value !== undefined && value !== '' : value !== undefined;
  switch (operator.at(-1)) {
    case '-':
      return present ? value! : operand();
    case '+':
      return present ? operand() : '';
    default: {
      if (present) return value!;
      const reason = operand();
      throw new TemplateError(
        `required variable ${variable} is missing a value${reason === '' ? '' : `: ${reason}`}`,
      );
    }
  }
}

function plain(variable: string, lookup: Lookup, missing: (name: string) => void): string {
  const value = lookup(variable);
  if (value === undefined) missing(variable);
  return value ?? '';
}

function nameAt(text: string, position: number): string {
  name.lastIndex = position;
  return name.exec(text)?.[0] ?? '';
}

/** Braces balance, so that a default may be JSON. */
function closingBrace(text: string, start: number): number {
  let depth = 1;
  for (let index = start; index < text.length; index += 1) {
    if (text[index] === '{') depth += 1;
    else if (text[index] === '}') {
      depth -= 1;
      if (depth === 0) return index;
    }
  }
  return -1;
}

function invalid(template: string): TemplateError {
  return new TemplateError(`Invalid template: ${JSON.stringify(template)}`);
}
