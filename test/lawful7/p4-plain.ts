/** Lawful: protocol@4: what the reference does is lawful there, too (totalTokens is not declared fresh). */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'p4-plain');
export const gateway = found?.gateway;
export const dialect = 'protocol@4';
