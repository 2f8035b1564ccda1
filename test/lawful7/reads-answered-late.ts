/** Lawful: The same for what only reads: up to 1.5 s, so that answers tell of what was. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'reads-answered-late');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
