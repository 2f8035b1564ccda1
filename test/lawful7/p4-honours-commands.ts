/** Lawful: protocol@4: /new and /reset in a message are honoured, visibly. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'p4-honours-commands');
export const gateway = found?.gateway;
export const dialect = 'protocol@4';
