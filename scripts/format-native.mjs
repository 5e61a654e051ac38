// clang-format over the native sources: `--check` fails on a difference, `--write` mends it.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

const files = readdirSync('src/native', { recursive: true })
  .filter(name => /\.(cc|h)$/.test(name))
  .map(name => `src/native/${name}`);
const mode = process.argv.includes('--write') ? ['-i'] : ['--dry-run', '-Werror'];
const { error, status } = spawnSync('clang-format', [...mode, ...files], { stdio: 'inherit' });
if (error?.code === 'ENOENT') {
  console.log(
    'clang-format is not installed: the native sources were not checked (apt-get install clang-format)',
  );
} else {
  process.exitCode = status ?? 1;
}
