/** `fmt`: the spec in its canonical layout, and with today's words. */
import { ExitCode, Problem } from '../model/problem.js';
import type { SpecFile } from '../spec/discover.js';
import { format } from '../spec/edit/format.js';
import { saysTheSame } from '../spec/edit/same.js';
import { upgrade } from '../spec/edit/upgrade.js';
import { parseSpec } from '../spec/parse/parse.js';
import type { EditedSpec, FormatOptions, Invocation } from './contract.js';
import { changeText, checkEdit, readSpecText, writeEdit } from './edit-spec.js';

/**
 * @throws InvalidSpec (65) when the file is not well-formed; Problem when the layout would have changed the meaning,
 * which would be our mistake
 */
export async function fmt(invocation: Invocation, options: FormatOptions): Promise<EditedSpec> {
  const target = readSpecText(invocation, options.file);
  const { file, text: before } = target;
  const upgraded = changeText(target, () => {
    parseSpec(before, file);
    return options.upgrade ? upgrade(before, file) : { text: before, remarks: [] };
  });
  const after = format(upgraded.text);
  if (!saysTheSame(upgraded.text, after)) throw changed(file);
  if (options.upgrade) await checkMeaning(invocation, target, after);
  const edited: EditedSpec = { file, before, after, remarks: upgraded.remarks, warnings: [] };
  if (options.write) writeEdit(edited);
  return edited;
}

/** Other words for the same: a project that loads is the same project afterwards. */
async function checkMeaning(invocation: Invocation, target: SpecFile, after: string): Promise<void> {
  const loaded = await checkEdit({ ...invocation, files: [target.file] }, target, after);
  if (!loaded.before.ok || !loaded.after.ok) return;
  const [before, now] = [loaded.before, loaded.after].map(({ project }) =>
    JSON.stringify({ ...project, positions: null }),
  );
  if (before !== now) throw changed(target.file);
}

function changed(file: string): Problem {
  return new Problem(`${file} could not be rewritten without changing what it says`, {
    exitCode: ExitCode.failed,
    remedy: 'Nothing was written. Please report the file as a mistake of this program.',
  });
}
