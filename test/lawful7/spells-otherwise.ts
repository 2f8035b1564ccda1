/** Lawful: One WebSocket message (text, UTF-8) is one JSON object: white space and escapes are free. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'spells-otherwise');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
