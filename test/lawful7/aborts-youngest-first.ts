/** Lawful: chat.abort ends … all of the session, those that wait included: no order is said. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'aborts-youngest-first');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
