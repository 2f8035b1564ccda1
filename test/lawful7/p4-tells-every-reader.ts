/** Lawful: protocol@4: runs, tools, rows: everybody who may read; messages: who subscribed to all sessions, too. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'p4-tells-every-reader');
export const gateway = found?.gateway;
export const dialect = 'protocol@4';
