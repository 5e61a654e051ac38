/** `set`: one value of the spec, changed in the text. */
import { ExitCode, Problem } from '../model/problem.js';
import type { SpecFile } from '../spec/discover.js';
import { deleteValue, type Edited, isWrittenIn, setValue } from '../spec/edit/set.js';
import { GrammarError } from '../spec/values/grammar-error.js';
import type { EditedSpec, Invocation, SetOptions } from './contract.js';
import { changeText, checkEdit, readSpecTexts, writeEdit } from './edit-spec.js';

/**
 * Of several files the last one in which the path is written, because that one counts; else the first.
 * @throws InvalidSpec (65) when the new text has mistakes that the old one had not: nothing is written then
 */
export async function set(invocation: Invocation, options: SetOptions): Promise<EditedSpec> {
  const texts = readSpecTexts(invocation);
  const target =
    texts.length > 1 ? (texts.findLast(each => holds(each, options.path)) ?? texts[0]!) : texts[0]!;
  const { text: after, remarks } = changeText(target, () => edit(target, options));
  const { warnings } = await checkEdit(invocation, target, after);
  const { file, text: before } = target;
  const edited: EditedSpec = { file, before, after, remarks, warnings };
  if (options.write) writeEdit(edited);
  return edited;
}

function edit({ file, text }: SpecFile, { path, value, asText }: SetOptions): Edited {
  try {
    return value === null ? deleteValue(text, file, path) : setValue(text, file, path, value, asText);
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error;
    throw new Problem(`what is given ${error.message}`, {
      exitCode: ExitCode.usage,
      ...(error.hint !== undefined && {
        remedy: `${error.hint.charAt(0).toUpperCase()}${error.hint.slice(1)}.`,
      }),
    });
  }
}

function holds({ file, text }: SpecFile, path: string): boolean {
  try {
    return isWrittenIn(text, file, path);
  } catch {
    return false;
  }
}
