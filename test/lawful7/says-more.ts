/** Lawful: What is not here is yours: no property looks at it (unknown members everywhere). */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'says-more');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
