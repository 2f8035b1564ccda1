/** Lawful: The same: ids of 100 characters with colons, blanks and letters beyond ASCII. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'ids-long');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
