/** Lawful: hasMore says that rows were left out. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'lists-two');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
