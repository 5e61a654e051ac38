/** Saved plans, as files that their owner alone may read. */
import { readFileSync } from 'node:fs';
import { ExitCode, Problem } from '../model/problem.js';
import { type SavedPlan, savedPlanSchema } from '../model/saved-plan.js';
import { writeAtomically } from './atomic-write.js';

export function writePlanFile(path: string, saved: SavedPlan): void {
  writeAtomically(path, `${JSON.stringify(saved, null, 1)}\n`);
}

/** @throws Problem (66) when it is not there, (65) when it is no saved plan */
export function readPlanFile(path: string): SavedPlan {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Problem(`the plan ${path} cannot be read`, {
      exitCode: ExitCode.noSpec,
      kernel: { step: 'read a saved plan', call: 'open', errno: code ?? message, path },
      remedy: 'Make one: lxc-compose plan -o FILE',
    });
  }
  const saved = parse(text);
  if (saved?.schema === savedPlanSchema && Array.isArray(saved.plan?.operations)) return saved as SavedPlan;
  throw new Problem(`${path} is not a saved plan of this program`, {
    exitCode: ExitCode.invalidSpec,
    remedy: `It should begin with "schema": "${savedPlanSchema}"; make one with lxc-compose plan -o FILE`,
  });
}

function parse(text: string): Partial<SavedPlan> | null {
  try {
    return JSON.parse(text) as Partial<SavedPlan> | null;
  } catch {
    return null;
  }
}
