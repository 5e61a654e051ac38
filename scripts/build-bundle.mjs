// Makes dist/: the command line as one bundle with a V8 code cache, and the library for programs. See
// docs/decisions/0001-start-up.md for why it is made this way and what else was measured.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);

/** Libraries that only some commands need: each is a bundle of its own, read when it is first required. */
const libraries = ['execa', 'yaml'];

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
};

/** A library's own bundle is found beside the core's, not in node_modules. */
const librariesApart = {
  name: 'libraries-apart',
  setup({ onResolve }) {
    const filter = new RegExp(`^(${libraries.join('|')})$`);
    onResolve({ filter }, ({ path }) => ({ path: `./${path}.cjs`, external: true }));
  },
};

/**
 * Sources find files of the package by `new URL('…', import.meta.url)`. The package keeps src/ beside dist/, so that each
 * module is given its own source's URL and the relative path stays right.
 */
const sourceUrls = {
  name: 'source-urls',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      if (!text.includes('import.meta.url')) return undefined;
      const source = JSON.stringify(relative(root, path));
      return { contents: text.replaceAll('import.meta.url', `__packageUrl(${source})`), loader: 'ts' };
    });
  },
};

/** The loader (src/cli/loader.ts) calls a bundle as this function. */
const asFunction = {
  banner: { js: '(function (module, require, __packageUrl) { let exports = module.exports;' },
  footer: { js: '})' },
};

await Promise.all([
  build({
    ...common,
    entryPoints: ['src/cli/main.ts'],
    outfile: join(dist, 'core.cjs'),
    ...asFunction,
    format: 'cjs',
    // `await import()` of our own files becomes a function that runs them at first use; nothing is read again.
    supported: { 'dynamic-import': false },
    plugins: [librariesApart, sourceUrls],
  }),
  ...libraries.map(name =>
    build({
      ...common,
      ...asFunction,
      stdin: { contents: `export * from ${JSON.stringify(name)}`, resolveDir: root, loader: 'js' },
      outfile: join(dist, `${name}.cjs`),
      format: 'cjs',
    }),
  ),
  build({
    ...common,
    minify: false,
    entryPoints: ['src/index.ts'],
    outfile: join(dist, 'index.js'),
    format: 'esm',
    packages: 'external',
    plugins: [sourceUrls],
    banner: { js: "const __packageUrl = source => new URL('../' + source, import.meta.url).href;" },
  }),
  build({ ...common, entryPoints: ['src/cli/loader.ts'], outfile: join(dist, 'loader.cjs'), format: 'cjs' }),
]);

// The cache is taken after a run, when V8 has compiled the functions that start-up really needs.
const warm = spawnSync(process.execPath, [join(dist, 'loader.cjs'), 'version'], {
  env: { ...process.env, LXC_COMPOSE_WRITE_CODE_CACHE: '1' },
  encoding: 'utf8',
});
if (warm.status !== 0) throw new Error(`the bundle does not run: ${warm.stderr}`);
