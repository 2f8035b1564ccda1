/** Lawful: An entry has an id that is its own for the session's life (one generation). */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'ids-by-position');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
