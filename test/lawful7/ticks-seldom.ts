/** Lawful: The same: twice as long. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'ticks-seldom');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
