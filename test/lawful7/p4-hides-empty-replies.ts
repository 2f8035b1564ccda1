/** Lawful: protocol@4: positions have gaps (entries that are not shown): a reply without a word is none. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'p4-hides-empty-replies');
export const gateway = found?.gateway;
export const dialect = 'protocol@4';
