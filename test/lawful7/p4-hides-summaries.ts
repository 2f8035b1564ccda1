/** Lawful: protocol@4: a summary that takes the place of entries is pushed or not. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'p4-hides-summaries');
export const gateway = found?.gateway;
export const dialect = 'protocol@4';
