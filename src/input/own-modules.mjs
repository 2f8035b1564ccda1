/**
 * Loads the modules of Gauntlet itself: from what was built of them in an installed package; in a clone from a bundle of
 * all that is loaded in a process or thread, made once for each state of the sources and kept in node_modules/.cache, so
 * that a process or thread starts in a third of the time that a loader of TypeScript takes. Must not know: what is in them.
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const SOURCES = fileURLToPath(new URL('..', import.meta.url));
const CACHE = join(SOURCES, '../node_modules/.cache/gauntlet');
/** What a process or a thread begins with. */
const ENTRIES = [
  'cli/start.ts',
  'campaign/workers/task.ts',
  'campaign/foreign/child.ts',
  'fleet/executor-child.ts',
];

/** Of how many states of the sources the bundles are kept: a process may still load more of the one it began with. */
const KEPT = 8;

/**
 * The module whose source is `path`, relative to `importer`, a URL; in a clone one of ENTRIES.
 * @param {string} path
 * @param {string} importer
 */
export async function importOwn(path, importer) {
  return /** @type {Record<string, unknown>} */ (await import(await addressOf(path, importer)));
}

/**
 * @param {string} path
 * @param {string} importer
 */
async function addressOf(path, importer) {
  const source = new URL(path, importer);
  if (!existsSync(source)) return new URL(path.replace(/\.ts$/, '.js'), importer).href;
  process.setSourceMapsEnabled(true);
  const bundle = await bundled();
  if (bundle === undefined) {
    await registerTypeScript();
    return source.href;
  }
  const entry = relative(SOURCES, fileURLToPath(source)).replace(/\.ts$/, '.mjs');
  return pathToFileURL(join(bundle, entry)).href;
}

/** @type {Promise<unknown> | undefined} */
let registered;

/** From now on this process or thread imports and requires TypeScript, wherever it lies. */
export function registerTypeScript() {
  registered ??= Promise.all([import('tsx/cjs/api'), import('tsx/esm/api')]).then(
    ([requireApi, importApi]) => {
      // both, because a file may lie in a folder whose package.json does not say `"type": "module"`
      requireApi.register();
      importApi.register();
    },
  );
  return registered;
}

/** The folder of the bundle; undefined where it cannot be made or kept: then the loader says what is wrong, if anything. */
async function bundled() {
  const folder = join(CACHE, hashOfSources());
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${randomUUID()}`;
  try {
    mkdirSync(CACHE, { recursive: true });
    await bundleInto(unfinished);
    // others may have made the same one
    if (!existsSync(folder)) renameSync(unfinished, folder);
    removeOldest();
  } catch {
    // what is wrong with a source, the loader says
  }
  if (existsSync(unfinished)) rmSync(unfinished, { recursive: true });
  return existsSync(folder) ? folder : undefined;
}

/** Sixteen hexadecimal digits: of what the modules say, and of where they lie. */
function hashOfSources() {
  const hash = createHash('sha256').update(SOURCES);
  for (const file of readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).sort())
    if (file.endsWith('.ts')) hash.update(`\0${file}\0`).update(readFileSync(join(SOURCES, file)));
  return hash.digest('hex').slice(0, 16);
}

/** @param {string} folder */
async function bundleInto(folder) {
  const { build, stop } = await import('esbuild');
  try {
    await build({
      entryPoints: ENTRIES.map((entry) => join(SOURCES, entry)),
      outbase: SOURCES,
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      target: 'node20',
      sourcemap: true,
      sourcesContent: false,
      logLevel: 'silent',
      plugins: [PLACES],
    });
  } finally {
    await stop();
  }
}

/**
 * Every module goes on to know where its source lies.
 * @type {import('esbuild').Plugin}
 */
const PLACES = {
  name: 'places',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replaceAll(
        'import.meta.url',
        JSON.stringify(pathToFileURL(path).href),
      ),
      loader: 'ts',
    }));
  },
};

function removeOldest() {
  const bundles = readdirSync(CACHE).filter((name) => !name.includes('.'));
  const byAge = bundles.map((name) => `${statSync(join(CACHE, name)).mtime.toISOString()} ${name}`).sort();
  for (const oldest of byAge.slice(0, -KEPT)) {
    const [, name = ''] = oldest.split(' ');
    rmSync(join(CACHE, name), { recursive: true, force: true });
  }
}
