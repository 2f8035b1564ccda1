/** Lawful: Telling every reader, subscribed or not, is a SHOULD; that a generation ended may be told to everybody. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'notices-to-every-reader');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
