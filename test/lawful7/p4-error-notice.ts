/** Lawful: protocol@4: error holds a notice in words of its own. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'p4-error-notice');
export const gateway = found?.gateway;
export const dialect = 'protocol@4';
