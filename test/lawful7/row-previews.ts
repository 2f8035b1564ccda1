/** Lawful: Notices and rows are never another session's: a row may show the last message of its own session. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'row-previews');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
