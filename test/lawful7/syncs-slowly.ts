/** Lawful: Long fsync (100 ms each): the message is stored, durably, before it is answered. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'syncs-slowly');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
