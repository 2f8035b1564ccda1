/** Lawful: protocol@4: positions have gaps. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'p4-sparse-positions');
export const gateway = found?.gateway;
export const dialect = 'protocol@4';
