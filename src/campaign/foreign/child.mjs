/** Starts the process of a foreign gateway. What it does is in child.ts. */
import { importOwn } from '../../input/own-modules.mjs';

await importOwn('./child.ts', import.meta.url);
