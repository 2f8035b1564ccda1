/** Lawful: In any order: requests of a connection are carried out up to 200 ms late and not in the order sent. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'requests-taken-late');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
