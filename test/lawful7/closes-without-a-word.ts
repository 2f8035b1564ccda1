/** Lawful: Reason text, and a log line for every shed or close, are SHOULD. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'closes-without-a-word');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
