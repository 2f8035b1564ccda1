/** Modules that are named by their file: TypeScript in a clone, JavaScript in a package. */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What modules end with where this one lies: `.ts` or `.js`. */
export const MODULE_EXTENSION: string = extname(new URL(import.meta.url).pathname);

/** The file of the module whose source is `path`, relative to `importer`, a URL. */
export function moduleFile(path: string, importer: string): string {
  return fileURLToPath(new URL(path.replace(/\.ts$/, MODULE_EXTENSION), importer));
}
