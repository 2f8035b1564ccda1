/** Lawful: The same: the runs are ended one after the other, each stored and told before the next. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'aborts-one-by-one');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
