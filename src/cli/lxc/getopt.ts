/** Options as getopt_long(3) takes them, which is how every tool of LXC does: `-dn web`, `--na=web`, `--name web`. */

export interface LxcOption {
  short?: string;
  /** What the value is called in help; absent = none. */
  value?: string;
  /** The value may be absent, and stands in the same word: `--nesting=3`, `-eCAP`. */
  mayLack?: true;
  summary: string;
  multiple?: true;
}

export type LxcOptions = Record<string, LxcOption>;

export interface LxcArguments {
  values: Map<string, string[]>;
  /** What is no option, and all behind `--`. */
  rest: string[];
}

/** What getopt would print; '' for `-?`, which is the answer of getopt(3) to a mistake as well. */
export class GetoptError extends Error {}

/** @param stops the first argument that is no option ends them: the rest is somebody else's. @throws GetoptError */
export function getopt(argv: readonly string[], options: LxcOptions, stops: boolean): LxcArguments {
  const values = new Map<string, string[]>();
  const rest: string[] = [];
  const add = (name: string, value: string) => values.set(name, [...(values.get(name) ?? []), value]);
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index]!;
    if (word === '--') {
      rest.push(...argv.slice(index + 1));
      break;
    }
    const take = (missing: string): string => {
      const next = argv[++index];
      if (next === undefined) throw new GetoptError(missing);
      return next;
    };
    if (word.startsWith('--')) {
      const [given, value] = splitOnce(word.slice(2));
      const name = longName(given!, options);
      if (options[name]!.value === undefined) {
        if (value !== undefined) throw new GetoptError(`option '--${name}' doesn't allow an argument`);
        add(name, '');
      } else if (options[name]!.mayLack) add(name, value ?? '');
      else add(name, value ?? take(`option '--${name}' requires an argument`));
    } else if (word.startsWith('-') && word !== '-') {
      for (let at = 1; at < word.length; at++) {
        const letter = word[at]!;
        if (letter === '?') throw new GetoptError('');
        const name = Object.keys(options).find(each => options[each]!.short === letter);
        if (name === undefined) throw new GetoptError(`invalid option -- '${letter}'`);
        if (options[name]!.value === undefined) {
          add(name, '');
          continue;
        }
        const attached = word.slice(at + 1);
        if (options[name]!.mayLack) add(name, attached);
        else add(name, attached !== '' ? attached : take(`option requires an argument -- '${letter}'`));
        break;
      }
    } else if (stops) {
      rest.push(...argv.slice(index));
      break;
    } else rest.push(word);
  }
  return { values, rest };
}

/** A name may be cut as long as it is clear. */
function longName(given: string, options: LxcOptions): string {
  if (Object.hasOwn(options, given)) return given;
  const found = Object.keys(options).filter(name => name.startsWith(given));
  if (found.length === 1) return found[0]!;
  throw new GetoptError(
    found.length === 0
      ? `unrecognized option '--${given}'`
      : `option '--${given}' is ambiguous; possibilities: ${found.map(each => `'--${each}'`).join(' ')}`,
  );
}

function splitOnce(text: string): [string, string | undefined] {
  const at = text.indexOf('=');
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
