import { existsSync } from 'node:fs';
import { ExitCode, Problem } from '../model/problem.js';
import type { Project } from '../model/project.js';
import type { ProjectRecord } from '../store/record.js';

/**
 * Identity is the name; the path only tells two checkouts of one name apart, before one takes the other down.
 * @throws Problem (4)
 */
export function refuseMixUp(record: ProjectRecord, project: Project): void {
  const file = project.files[0];
  if (record.file === null || file === undefined || record.file === file) return;
  // Whose file is gone has moved, or has been adopted.
  if (!existsSync(record.file)) return;
  throw new Problem(`the project ${project.name} belongs to ${record.file}`, {
    exitCode: ExitCode.refused,
    remedy: 'Give this one another name (-p NAME, or `name:` in the file), or take the other down first.',
  });
}
