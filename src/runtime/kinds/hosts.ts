/** The containers' /etc/hosts files; doing half. */
import {
  closeSync,
  constants,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { hostsFile } from '../../model/hosts.js';
import type { Resource } from '../../model/resource.js';
import { projectDirectories } from '../../store/directories.js';
import type { RuntimeKind } from '../kind.js';
import { outcomeOf } from '../outcomes.js';
import { shellWord } from '../shell-word.js';

export const hostsProvider: RuntimeKind = {
  kind: 'hosts',
  async observe(snapshot): Promise<Resource[]> {
    const directory = projectDirectories(snapshot.projectName).run;
    return list(`${directory}/hosts`).map(set => ({
      kind: 'hosts',
      id: `hosts.${set}`,
      attributes: { lines: readFileSync(hostsFile(directory, set), 'utf8').split('\n').slice(0, -1) },
    }));
  },
  apply: (operations, session) =>
    Promise.all(
      operations.map(operation =>
        outcomeOf(operation, () => {
          const path = hostsFile(session.runDirectory, operation.resource.slice('hosts.'.length));
          if (operation.action === 'destroy') rmSync(path, { force: true });
          else writeInPlace(session.runDirectory, path, operation.desired!.attributes['lines'] as string[]);
        }),
      ),
    ),
  commands(operation, { directories }) {
    const path = hostsFile(directories.run, operation.resource.slice('hosts.'.length));
    if (operation.action === 'destroy') return [`rm -f ${shellWord(path)}`];
    const lines = operation.desired!.attributes['lines'] as string[];
    // The shell keeps the inode as well.
    return [
      `mkdir -p -m 755 ${shellWord(dirname(path))}`,
      `cat > ${shellWord(path)} <<'EOF'`,
      ...lines,
      'EOF',
    ];
  },
};

/** The same inode: it is bind-mounted into the containers, which would keep the old file after a rename. */
function writeInPlace(runDirectory: string, path: string, lines: string[]): void {
  mkdirSync(`${runDirectory}/hosts`, { recursive: true, mode: 0o755 });
  const file = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW, 0o644);
  try {
    const text = Buffer.from(`${lines.join('\n')}\n`);
    writeSync(file, text, 0, text.length, 0);
    ftruncateSync(file, text.length);
  } finally {
    closeSync(file);
  }
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
