/** Checks plain data against the schema and takes out what is wrong, so that later stages can go on with the rest. */
import type { Findings } from '../findings.js';
import type { Path } from '../node.js';
import type { RawProject } from '../raw.js';
import validateSchema from '../validator.generated.js';
import { explain } from './explain.js';

/** Changes `value`: offending keys are removed, offending items become undefined. */
export function validate(value: unknown, findings: Findings): RawProject {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    findings.error(
      'wrong-type',
      [],
      'the file must be a mapping with keys such as `networks` and `containers`',
    );
    return {};
  }
  if (validateSchema(value)) return value as RawProject;
  const broken: Path[] = [];
  for (const error of validateSchema.errors ?? []) {
    const { code, path, message, hint, atKey, remains } = explain(error, value);
    findings.error(code, path, message, { atKey, ...(hint !== undefined && { hint }) });
    if (!remains) broken.push(path);
  }
  for (const path of broken) takeOut(value, path);
  return value as RawProject;
}

/** A network, container or volume stays as an empty one: references to it are not wrong. */
function takeOut(root: object, path: Path): void {
  let parent: unknown = root;
  for (const step of path.slice(0, -1)) {
    if (parent === null || typeof parent !== 'object') return;
    parent = (parent as Record<string, unknown>)[step];
  }
  const last = path.at(-1);
  if (parent === null || typeof parent !== 'object' || last === undefined) return;
  const named =
    path.length === 2 &&
    ['networks', 'containers', 'services', 'volumes', 'configs', 'secrets'].includes(String(path[0]));
  if (named) (parent as Record<string, unknown>)[last] = {};
  else if (Array.isArray(parent)) parent[Number(last)] = undefined;
  else delete (parent as Record<string, unknown>)[last];
}
