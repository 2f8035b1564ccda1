#!/usr/bin/env node
/** Starts the command line: in a clone from the sources, in an installed package from what was built of them. */
import { existsSync } from 'node:fs';

// a verb that reports does so whenever it is asked to end, also while it is loaded; a second signal ends it at once
if (['run', 'selftest', 'shrink', 'certify', 'fleet'].includes(process.argv[2] ?? ''))
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.on(signal, () => {
      if (process.exitCode === 130) process.exit();
      process.exitCode = 130;
    });

const isClone = existsSync(new URL('./start.ts', import.meta.url));
const built = new URL('../../dist/', import.meta.url);
const engine = new URL('campaign/engine.mjs', isClone ? new URL('../', import.meta.url) : built);
const tuned = /** @type {typeof import('../campaign/engine.mjs')} */ (await import(engine.href));
tuned.tuneEngine();

if (isClone) {
  const { importOwn } = await import('../input/own-modules.mjs');
  await importOwn('./start.ts', import.meta.url);
} else await import(new URL('cli/start.js', built).href);
