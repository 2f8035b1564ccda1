/** Lawful: An entry of role system with kind compaction: its text is the summary in a frame of words. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'summary-in-own-words');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
