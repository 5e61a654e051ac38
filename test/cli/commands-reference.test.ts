import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import packageJson from '../../package.json' with { type: 'json' };
import { createPalette } from '../../src/cli/colours.js';
import { commandTable } from '../../src/cli/command-table.js';
import { visibleCommands } from '../../src/cli/find-command.js';
import { renderCommandHelp, renderOverview } from '../../src/cli/render-help.js';
import { version } from '../../src/version.js';

const file = new URL('../../docs/commands.md', import.meta.url);
const begin =
  '<!-- What follows is the output of `lxc-compose help`; UPDATE_REFERENCE=1 npm run test:pure writes it. -->\n';

test('docs/commands.md is what `lxc-compose help` says', async () => {
  const palette = createPalette(false);
  const commands = visibleCommands(commandTable);
  let reference = `\n## lxc-compose\n\n\`\`\`text\n${renderOverview(commands, palette)}\`\`\`\n`;
  for (const entry of commands) {
    const { command } = await entry.load();
    reference += `\n## ${entry.name}\n\n\`\`\`text\n${renderCommandHelp(entry, command, palette)}\`\`\`\n`;
  }
  const written = readFileSync(file, 'utf8');
  const head = written.slice(0, written.indexOf(begin) + begin.length);
  if (process.env['UPDATE_REFERENCE']) writeFileSync(file, head + reference);
  else assert.is(written.slice(head.length), reference);
});

test('the version is the package’s', () => {
  assert.is(version, packageJson.version);
});

test.run();
