/** A module of the user's, TypeScript or not, wherever it lies. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { registerTypeScript } from './own-modules.mjs';

type Exports = Readonly<Record<string, unknown>>;

/** What it exports. Rejects with what its compilation or its own code throws. */
export async function importUserModule(path: string): Promise<Exports> {
  await registerTypeScript();
  const module = (await import(pathToFileURL(resolve(path)).href)) as Exports;
  // what was compiled to CommonJS, where no package.json says `"type": "module"`, has its exports inside
  const inside = module['default'] as Exports | undefined;
  return typeof inside === 'object' && inside?.['__esModule'] === true ? inside : module;
}
