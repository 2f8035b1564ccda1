/** Lawful: A list has a row for every key: no order is said; activeRunIds names the runs, in no order said. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'rows-last-first');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
