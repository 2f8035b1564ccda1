/** Lawful: The same: ids are decimal numbers as strings. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'ids-decimal');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
