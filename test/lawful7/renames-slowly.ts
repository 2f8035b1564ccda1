/** Lawful: The same for renames: a reset is told when its archive is in place, 300 ms later; a compaction is swapped as late. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'renames-slowly');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
