/** Lawful: protocol@4: a reply that was cut short may be stored or only told at its end; it stands in no later prompt; positions have gaps. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'p4-drops-cut-replies');
export const gateway = found?.gateway;
export const dialect = 'protocol@4';
