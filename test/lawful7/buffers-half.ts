/** Lawful: maxBufferedBytes: what the hello announces; slow readers are closed earlier. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'buffers-half');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
