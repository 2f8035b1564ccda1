/** Lawful: Text is compared per attempt; a retried run may repeat its own: a call that failed before its first word is made again, once. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'retries-the-model');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
