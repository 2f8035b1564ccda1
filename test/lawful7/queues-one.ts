/** Lawful: A busy session takes a message and queues it, or refuses it (session-busy, retryAfterMs): one waits, the next is refused. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'queues-one');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
