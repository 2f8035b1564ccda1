/** Lawful: `message` is for people; retryable may be said to be false; details may hold more. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'refuses-in-other-words');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
