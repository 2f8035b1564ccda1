/** Lawful: Each end of a generation leaves its transcript under a name: any. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'archives-elsewhere');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
