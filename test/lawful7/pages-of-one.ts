/** Lawful: An answer holds as many of the newest as fit; hasMore says that there are older ones: one message at a time. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'pages-of-one');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
