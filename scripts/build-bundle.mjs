// Makes dist/: the command line as one bundle with a V8 code cache, and the library with its types for programs. See
// docs/decisions/0001-start-up.md for why it is made this way and what else was measured.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// Made beside dist/ (under a name that Git ignores) and put in its place at the end: a build that fails must not take the
// working command away.
const fresh = join(root, 'dist.generated.new');
rmSync(fresh, { recursive: true, force: true });
mkdirSync(fresh);

/** Libraries that only some commands need: each is a bundle of its own, read when it is first required. */
const libraries = ['execa', 'yaml'];

/** What the code cache is warmed up with: the keys that most specs use. */
const warmUpSpec = `
name: lxc-compose-warm-up
networks: {lxccwarmup: {addresses: [192.0.2.1/24], nat: true}}
containers:
  web:
    rootfs: host
    command: [sleep, infinity]
    networks: {lxccwarmup: {address: 192.0.2.2/24, gateway: auto}}
    environment: {MODE: "\${MODE:-test}"}
    limits: {memory: 64M, pids: 100, cpus: 0.5}
    volumes: ["./data:/data:ro"]
    healthcheck: {tcp: ":80", interval: 5s}
    restart: on-failure
`;

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
    outfile: join(fresh, 'core.cjs'),
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
      outfile: join(fresh, `${name}.cjs`),
      format: 'cjs',
    }),
  ),
  build({
    ...common,
    minify: false,
    entryPoints: ['src/index.ts'],
    outfile: join(fresh, 'index.js'),
    format: 'esm',
    packages: 'external',
    plugins: [sourceUrls],
    banner: { js: "const __packageUrl = source => new URL('../' + source, import.meta.url).href;" },
  }),
  build({ ...common, entryPoints: ['src/cli/loader.ts'], outfile: join(fresh, 'loader.cjs'), format: 'cjs' }),
]);
emitTypes();
writeCodeCaches();
rmSync(join(root, 'dist'), { recursive: true, force: true });
renameSync(fresh, join(root, 'dist'));

function emitTypes() {
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const project = join(root, 'scripts/tsconfig.types.json');
  const { status } = spawnSync(
    process.execPath,
    [compiler, '-p', project, '--outDir', join(fresh, 'types')],
    {
      stdio: 'inherit',
    },
  );
  if (status !== 0) throw new Error('the types for programs were not written');
}

/**
 * A cache holds the functions that V8 has compiled when it is taken, so that it is taken after a run that needs what
 * most runs need: `plan` reads the spec and the host and changes nothing. Only root may; others warm up with `config`.
 */
function writeCodeCaches() {
  const directory = mkdtempSync(join(tmpdir(), 'lxc-compose-build-'));
  try {
    writeFileSync(join(directory, 'lxc-compose.yaml'), warmUpSpec);
    const environment = {
      PATH: process.env.PATH,
      LXC_COMPOSE_STATE_DIRECTORY: join(directory, 'state'),
      LXC_COMPOSE_RUN_DIRECTORY: join(directory, 'run'),
    };
    const run = (command, more) =>
      spawnSync(process.execPath, [join(fresh, 'loader.cjs'), command], {
        cwd: directory,
        env: { ...environment, ...more },
        encoding: 'utf8',
      });
    run(process.geteuid() === 0 ? 'plan' : 'config', { LXC_COMPOSE_WRITE_CODE_CACHE: '1' });
    const { status, stderr } = run('version', {});
    if (status !== 0) throw new Error(`the bundle does not run: ${stderr}`);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
