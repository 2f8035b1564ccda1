/** Lawful: Other connections MAY be told of it by a presence event. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'no-presence');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
