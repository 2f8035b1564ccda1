/** Lawful: A few hundred milliseconds to the hello are usual; while it is not ready it may refuse connections: 800 ms more. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'boots-slowly');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
