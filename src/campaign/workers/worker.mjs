/** Starts a thread of the pool. What a thread does is in task.ts. */
import { importOwn } from '../../input/own-modules.mjs';

export const { runTask, shrinkTask, continueTask, caseTask } = await importOwn('./task.ts', import.meta.url);
