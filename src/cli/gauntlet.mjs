#!/usr/bin/env node
/**
 * Starts the command line: in a clone from the sources, where TypeScript is loaded as it is; in an installed package from
 * what was built of them. Both loaders, because a gateway file may lie in a folder whose package.json does not say
 * `"type": "module"`.
 */
import { existsSync } from 'node:fs';

// a verb that reports does so whenever it is asked to end, also while it is loaded; a second signal ends it at once
if (['run', 'selftest', 'shrink', 'certify'].includes(process.argv[2] ?? ''))
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.on(signal, () => {
      if (process.exitCode === 130) process.exit();
      process.exitCode = 130;
    });

const [requireApi, importApi] = await Promise.all([import('tsx/cjs/api'), import('tsx/esm/api')]);
requireApi.register();
importApi.register();
if (existsSync(new URL('./start.ts', import.meta.url))) await import('./start.ts');
else await import('../../dist/cli/start.js');
