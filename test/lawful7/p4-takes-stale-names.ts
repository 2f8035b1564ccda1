/** Lawful: protocol@4: what becomes of a send that names a session which is not current is open: it is taken. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'p4-takes-stale-names');
export const gateway = found?.gateway;
export const dialect = 'protocol@4';
