/** Lawful: tickIntervalMs: what the hello announces. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'ticks-four-times');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
