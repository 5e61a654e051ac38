/** The program: `bin/lxc-compose` starts it. */
import { terminalQuestion } from './ask.js';
import { processOutput } from './output.js';
import { readInput } from './read-input.js';
import { run } from './run.js';
import { endOnSignals } from './signals.js';
import { verbs } from './verbs.js';

endOnSignals();
void run(process.argv.slice(2), {
  environment: process.env,
  workingDirectory: process.cwd(),
  isRoot: process.geteuid?.() === 0,
  verbs,
  createOutput: ansi => processOutput(ansi, process.env),
  readInput,
  ask: terminalQuestion(),
  now: Date.now,
  // Not process.exitCode: an open socket or timer of a library must not keep a finished command alive.
}).then(code => process.exit(code));
