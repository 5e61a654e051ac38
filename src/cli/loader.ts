/**
 * Starts a bundle of dist/ with its V8 code cache: without one Node spends most of a short command's time on compiling
 * (docs/decisions/0001-start-up.md). A cache of another Node or V8 is rejected by V8 itself and costs nothing but time.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Script } from 'node:vm';

type ModuleFunction = (
  module: { exports: unknown },
  require: (name: string) => unknown,
  packageUrl: (source: string) => string,
) => void;

const nodeRequire = createRequire(__filename);
const loaded = new Map<string, { exports: unknown }>();
const scripts: [path: string, script: Script][] = [];

/** Bundles refer to each other as `./name.cjs`; everything else is Node's. */
function requireFrom(name: string): unknown {
  if (!name.startsWith('./')) return nodeRequire(name);
  const known = loaded.get(name);
  if (known) return known.exports;
  const module = { exports: {} };
  loaded.set(name, module);
  compile(`${__dirname}/${name.slice(2)}`)(module, requireFrom, packageUrl);
  return module.exports;
}

function compile(path: string): ModuleFunction {
  // The bundles are ASCII: read as Latin-1 they need no decoding and half of the memory.
  const script = new Script(readFileSync(path, 'latin1'), {
    filename: path,
    cachedData: readCache(`${path}.cache`),
  });
  scripts.push([path, script]);
  return script.runInThisContext() as ModuleFunction;
}

function readCache(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** What `import.meta.url` is in a source: bundling has moved the code, not the files that it finds by it. */
function packageUrl(source: string): string {
  return `file://${encodeURI(__dirname)}/../${source}`;
}

if (process.env['LXC_COMPOSE_WRITE_CODE_CACHE']) {
  process.on('exit', () => {
    for (const [path, script] of scripts) writeFileSync(`${path}.cache`, script.createCachedData());
  });
}
requireFrom('./core.cjs');
