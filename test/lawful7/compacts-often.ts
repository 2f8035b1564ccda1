/** Lawful: Compaction times are its own: above 4 entries, whatever is configured. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'compacts-often');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
