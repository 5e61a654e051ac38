import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';

/** Runs a command to its end; returns what it took in ms and what it wrote, or throws with what it complained of. */
export function timed({ argv, environment = {}, directory }) {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const child = spawn(argv[0], argv.slice(1), {
      cwd: directory,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', chunk => {
      output += chunk;
    });
    child.stderr.on('data', chunk => {
      errors += chunk;
    });
    child.on('error', reject);
    // `exit` and not `close`: a monitor that goes on running may hold the pipe.
    child.on('exit', (code, signal) => {
      const took = performance.now() - begin;
      child.stdout.destroy();
      child.stderr.destroy();
      if (code === 0) resolve({ took, output });
      else
        reject(
          new Error(
            `${argv.join(' ').slice(0, 200)}: ${signal ?? `exit code ${code}`}\n${errors.slice(-2000)}`,
          ),
        );
    });
  });
}
