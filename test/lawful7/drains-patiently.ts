/** Lawful: On SIGTERM it refuses what is new, and exits within ten seconds: runs get 3 s to end by themselves first. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'drains-patiently');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
