import type { Project } from '../../model/project.js';
import type { Findings } from '../findings.js';

/** Names that differ in case only are two things to the kernel and one to a reader, and to some file systems. */
export function checkTwins(project: Project, findings: Findings): void {
  for (const [kind, word, names] of [
    ['networks', 'network', project.networks],
    ['volumes', 'volume', project.volumes],
  ] as const) {
    const seen = new Map<string, string>();
    for (const { name } of names) {
      const twin = seen.get(name.toLowerCase());
      if (twin !== undefined) {
        findings.error(
          'duplicate',
          [kind, name],
          `the ${word}s "${twin}" and "${name}" differ only in case`,
          {
            atKey: true,
            related: { message: `"${twin}" is`, path: [kind, twin] },
          },
        );
      }
      seen.set(name.toLowerCase(), name);
    }
  }
}
