/** Lawful: Each is answered once, by a response with its id, in any order: every answer up to 300 ms late. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'answers-in-any-order');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
