/**
 * The scripts that a page carries, bundled for browsers: the viewer, and the worker that executes plans in it. Owns how
 * they are built. A module of Node in what they reach fails the build: there is none in a browser.
 */
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import { moduleFile } from '../input/module-file.ts';

/** A wall: zod brings its messages in all languages, a third of the bundle; the page speaks English. */
const ENGLISH_ONLY: Plugin = {
  name: 'english-only',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/locales\/index\.js$/ }, () => ({ path: 'locales', namespace: 'english-only' }));
    onLoad({ filter: /.*/, namespace: 'english-only' }, () => ({ contents: 'export {}' }));
  },
};

export interface Script {
  readonly text: string;
  /** The files of this repository that are in it, from its root. */
  readonly sources: readonly string[];
}

const WORKER = moduleFile('./browser/plan-worker.ts', import.meta.url);

let worker: Promise<string> | undefined;

/** The worker as gzip in base64, made once in a process. */
export function packedWorker(): Promise<string> {
  worker ??= bundled(WORKER).then(({ text }) => gzipSync(text, { level: 9 }).toString('base64'));
  return worker;
}

export function bundledWorker(): Promise<Script> {
  return bundled(WORKER);
}

async function bundled(entry: string): Promise<Script> {
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
