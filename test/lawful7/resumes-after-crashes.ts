/** Lawful: A run that was at the model is settled as interrupted, or handed to the model again: after a crash it is, at a stop it is settled. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'resumes-after-crashes');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
