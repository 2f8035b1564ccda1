/** Lawful: No time is said between acknowledgement and model but the bound: 400 ms. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'asks-model-late');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
