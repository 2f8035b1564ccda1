/** Lawful: The same: never by itself. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'compacts-on-request-only');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
