/** Lawful: Told once by each kind of notice: their order is free. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'drains-notice-first');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
