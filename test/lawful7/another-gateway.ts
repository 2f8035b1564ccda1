/** Lawful: Several at once: UUIDs, late syncs, half a tick, runs resumed, notices first, no coalescing, compaction above 6. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'another-gateway');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
