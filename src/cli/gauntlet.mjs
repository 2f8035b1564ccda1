#!/usr/bin/env node
/**
 * Starts the command line: TypeScript is loaded as it is, there is no build step. Both loaders, because a gateway file
 * may lie in a folder whose package.json does not say `"type": "module"`.
 */
import { register as registerRequire } from 'tsx/cjs/api';
import { register as registerImport } from 'tsx/esm/api';

registerRequire();
registerImport();
await import('./start.ts');
