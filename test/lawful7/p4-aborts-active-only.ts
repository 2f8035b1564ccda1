/** Lawful: protocol@4: whether an abort is for messages that wait is open. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'p4-aborts-active-only');
export const gateway = found?.gateway;
export const dialect = 'protocol@4';
