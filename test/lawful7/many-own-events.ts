/** Lawful: Events that no client knows are numbered like all; what the table does not have needs no scope. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'many-own-events');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
