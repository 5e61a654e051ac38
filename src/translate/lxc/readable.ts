import { GrammarError } from '../../spec/values/grammar-error.js';

/** What a text means to one of the spec's grammars; undefined when it means nothing there. */
export function readable<Value>(text: string, parse: (text: string) => Value): Value | undefined {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof GrammarError) return undefined;
    throw error;
  }
}
