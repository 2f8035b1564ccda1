/** Lawful: The same: the even ones are resumed, the others are settled as interrupted. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'resumes-every-other');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
