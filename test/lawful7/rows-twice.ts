/** Lawful: sessions.changed: phase and reason are optional; a row is told once more, as it is, with neither. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'rows-twice');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
