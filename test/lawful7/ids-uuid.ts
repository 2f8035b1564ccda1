/** Lawful: An entry has an id that is its own; sessionId: string. No shape is said. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'ids-uuid');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
