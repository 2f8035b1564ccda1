/** Starts the process that executes ranges for a worker. What it does is in executor-child.ts. */
import { importOwn } from '../input/own-modules.mjs';

await importOwn('./executor-child.ts', import.meta.url);
