/** Lawful: #73204: accept durably, or refuse at once as busy and retryable, while a summary is made. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'busy-while-compacting');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
