import { isAbsolute, relative } from 'node:path';
import { getSystemErrorMap } from 'node:util';
import type { KernelReport, Problem } from '../model/problem.js';
import type { Position } from '../model/project.js';
import { escapeText } from './escape.js';

/**
 * A problem as users read it: one sentence with the line that asked for it and what the kernel said, and under it what
 * to do. Ends with a newline.
 */
export function renderProblem(problem: Problem, workingDirectory: string): string {
  const where = problem.position ? `, at ${formatPosition(problem.position, workingDirectory)}` : '';
  const kernel = problem.kernel ? ` (${formatKernelReport(problem.kernel)})` : '';
  const remedy = problem.remedy ? `  ${escapeText(problem.remedy)}\n` : '';
  const sentence = `${escapeText(problem.message)}${where}${kernel}`;
  return `${sentence}${/[.?!]\)?$/.test(sentence) ? '' : '.'}\n${remedy}`;
}

/** `lxc-compose.yaml:51`: relative to where the user stands, when that is shorter. */
export function formatPosition(position: Position, workingDirectory: string): string {
  const near = isAbsolute(position.file) ? relative(workingDirectory, position.file) : position.file;
  const file = near !== '' && near.length < position.file.length ? near : position.file;
  return escapeText(`${file}:${position.line}`);
}

/** `openat2: ENOENT no such file or directory, /srv/web` */
function formatKernelReport(report: KernelReport): string {
  const description = describeErrno(report.errno);
  const path = report.path ? `, ${report.path}` : '';
  return escapeText(`${report.call}: ${report.errno}${description ? ` ${description}` : ''}${path}`);
}

function describeErrno(name: string): string | undefined {
  for (const [known, description] of getSystemErrorMap().values()) if (known === name) return description;
  return undefined;
}
