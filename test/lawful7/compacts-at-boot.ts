/** Lawful: The same: each session once, after a restart. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'compacts-at-boot');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
