#!/usr/bin/env node
/**
 * Starts the command line: TypeScript is loaded as it is, there is no build step. Both loaders, because a gateway file
 * may lie in a folder whose package.json does not say `"type": "module"`.
 */

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
await import('./start.ts');
