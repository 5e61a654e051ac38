/** A text that is not of the grammar of its place. The message goes on after the quoted text: `is not an address`. */
export class GrammarError extends Error {
  constructor(
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}
