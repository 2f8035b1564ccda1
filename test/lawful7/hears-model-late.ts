/** Lawful: What the model says is heard 250 ms later, in order (a slow event loop): nothing says when it is streamed. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'hears-model-late');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
