/** Lawful: What is not here is yours: members that no property reads are left out (count, totalCount, runtimeMs, updatedAt, ts, nonce …). */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'says-less');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
