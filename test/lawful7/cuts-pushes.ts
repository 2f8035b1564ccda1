/** Lawful: A text is cut above 8,000 characters; the object that held it says truncated. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'cuts-pushes');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
