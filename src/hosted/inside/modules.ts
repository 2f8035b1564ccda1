/**
 * Loading modules in a hosted process: with what V8 compiled kept in a cache of ours between lives, since that is most
 * of what a start costs. Compiled code changes nothing that the gateway could see.
 */
import module from 'node:module';
import { replaceAll, setting } from './life.ts';

interface CompileCache {
  readonly enableCompileCache?: (folder: string) => unknown;
  readonly flushCompileCache?: () => void;
}

const cache = module as CompileCache;
const flush = cache.flushCompileCache?.bind(module);

export function installModules(): void {
  if (setting.compileCache !== null) cache.enableCompileCache?.(setting.compileCache);
  // Node would write elsewhere, and past everything here
  replaceAll(module, {
    enableCompileCache: () => ({ status: 2, directory: undefined }),
    flushCompileCache: () => undefined,
    getCompileCacheDir: () => undefined,
  });
}

/** What was compiled until now is kept, with functions that were compiled when they were first called. */
export function keepCompiled(): void {
  if (setting.compileCache !== null) flush?.();
}
