/** What a flag is: the one description that parsing, environment variables, help and completion are made from. */
export interface OptionDescription {
  type: 'boolean' | 'string';
  /** One letter. A command's letter wins over a global flag's. */
  short?: string;
  /** May be given several times; the values are kept in order. */
  multiple?: true;
  /** The word that stands for the value in help: FILE, SECONDS. */
  value?: string;
  /** The only values there are; anything else is a usage error. */
  choices?: readonly string[];
  summary: string;
  /** Known from Docker Compose or LXC and not built yet: refused in clear words, left out of help and completion. */
  unsupported?: true;
  /** Works, and is left out of help and completion: other people's word for something that help shows already. */
  hidden?: true;
  /** An environment variable of its own, besides the one that every flag has. */
  environment?: string;
}

export type OptionTable = Readonly<Record<string, OptionDescription>>;

export type OptionValues = Record<string, string | boolean | string[] | undefined>;

/** True when a boolean flag was given (or its variable says so). */
export function flag(values: OptionValues, name: string): boolean {
  return values[name] === true;
}

/** The value of a flag, undefined when it was not given. */
export function text(values: OptionValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** All values of a flag that may be repeated, in order. */
export function list(values: OptionValues, name: string): string[] {
  const value = values[name];
  return Array.isArray(value) ? value : [];
}
