/**
 * Starts a thread of the pool: a thread does not inherit the loaders of the main thread, so it registers its own.
 * What a thread does is in task.ts.
 */
import { register as registerRequire } from 'tsx/cjs/api';
import { register as registerImport } from 'tsx/esm/api';

registerRequire();
registerImport();
export const { runTask, shrinkTask, continueTask } = await import('./task.ts');
