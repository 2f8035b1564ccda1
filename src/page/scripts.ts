/**
 * The scripts that a page carries, bundled for browsers: the viewer, and the worker that executes plans in it. Owns how
 * they are built. A module of Node in what they reach fails the build: there is none in a browser.
 */
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import { moduleFile } from '../input/module-file.ts';

/** Zod brings its messages in all languages, a third of the bundle; the page speaks English. */
const ENGLISH_ONLY: Plugin = {
  name: 'english-only',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/locales\/index\.js$/ }, () => ({ path: 'locales', namespace: 'english-only' }));
    onLoad({ filter: /.*/, namespace: 'english-only' }, () => ({ contents: 'export {}' }));
  },
};

interface Bundle {
  readonly text: string;
  /** The files of this repository that are in it, from its root. */
  readonly sources: readonly string[];
}

const WORKER = moduleFile('./browser/plan-worker.ts', import.meta.url);
const VIEWER = moduleFile('./browser/viewer.ts', import.meta.url);
const STYLE = fileURLToPath(new URL('./browser/page.css', import.meta.url));

const made = new Map<string, Promise<Bundle>>();
let packed: Promise<string> | undefined;

/** The worker as gzip in base64. */
export function packedWorker(): Promise<string> {
  packed ??= bundledWorker().then(({ text }) => gzipSync(text, { level: 9 }).toString('base64'));
  return packed;
}

export function bundledWorker(): Promise<Bundle> {
  return bundled(WORKER);
}

export async function pageScript(): Promise<string> {
  return (await bundled(VIEWER)).text.trim();
}

export async function pageStyle(): Promise<string> {
  return (await bundled(STYLE)).text.trim();
}

/** Made once in a process. */
function bundled(entry: string): Promise<Bundle> {
  const bundle = made.get(entry) ?? bundleOf(entry);
  made.set(entry, bundle);
  return bundle;
}

async function bundleOf(entry: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    // pure ASCII: no byte of it depends on how the page is read
    charset: 'ascii',
    platform: 'browser',
    format: 'iife',
    target: 'es2023',
    legalComments: 'none',
    metafile: true,
    plugins: [ENGLISH_ONLY],
    logLevel: 'silent',
    absWorkingDir: fileURLToPath(new URL('../..', import.meta.url)),
  });
  return { text: outputFiles[0]?.text ?? '', sources: Object.keys(metafile.inputs) };
}
