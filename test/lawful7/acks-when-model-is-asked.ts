/** Lawful: Acknowledging only after the model was called (or half a second, for those that wait); answers come in any order. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'acks-when-model-is-asked');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
