import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const sources = fileURLToPath(new URL('floor/', import.meta.url));
const target = fileURLToPath(new URL('../build/bench/', import.meta.url));

/** Compiles the yardstick and the containers' payload into build/bench when a source is newer; returns where they are. */
export function buildFloor() {
  mkdirSync(target, { recursive: true });
  const files = readdirSync(sources);
  const newest = Math.max(...files.map(file => statSync(join(sources, file)).mtimeMs));
  const parts = files.filter(file => file.endsWith('.c') && file !== 'payload.c');
  compile('payload', ['payload.c'], newest);
  compile('floor', parts, newest);
  return { program: join(target, 'floor'), payload: join(target, 'payload') };
}

function compile(name, parts, newest) {
  const program = join(target, name);
  const made = statSync(program, { throwIfNoEntry: false });
  if (made && made.mtimeMs > newest) return;
  const { error, status } = spawnSync('cc', ['-O2', '-Wall', '-static', '-o', program, ...parts], {
    cwd: sources,
    stdio: 'inherit',
  });
  if (status === 0) return;
  console.error(
    `${name} could not be compiled${error ? `: ${error.message}` : ''}; it needs cc and a static C library`,
  );
  process.exit(69);
}
