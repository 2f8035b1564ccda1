/**
 * Starts the process of a foreign gateway: registers the loaders of TypeScript, as src/cli/gauntlet.mjs does. What it
 * does then is in child.ts.
 */
import { register as registerRequire } from 'tsx/cjs/api';
import { register as registerImport } from 'tsx/esm/api';

registerRequire();
registerImport();
await import('./child.ts');
