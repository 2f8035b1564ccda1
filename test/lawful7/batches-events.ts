/** Lawful: Batching of events: they leave every 100 ms, in their order; a reset, a delete and whatever closes is told after them. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'batches-events');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
