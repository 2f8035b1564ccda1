/** Starts the process of a foreign gateway. What it does is in child.ts. */
import { tuneEngine } from '../engine.mjs';

tuneEngine();
const { importOwn } = await import('../../input/own-modules.mjs');
await importOwn('./child.ts', import.meta.url);
