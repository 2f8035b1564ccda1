/** Lawful: A key used again within 5 minutes starts nothing; what one remembers longer is open. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'remembers-keys-long');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
