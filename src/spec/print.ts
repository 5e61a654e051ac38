/** The normalised project as text, for `config`: JSON, which is YAML as well, with a stable order. */
import type { Project } from '../model/project.js';

/** Sizes in bytes, times in milliseconds; without positions, so that the text depends only on what is meant. */
export function formatProject(project: Project): string {
  const { positions: _positions, ...meaning } = project;
  return `${JSON.stringify(meaning, null, 2)}\n`;
}
