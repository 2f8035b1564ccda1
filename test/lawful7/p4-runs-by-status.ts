/** Lawful: protocol@4: the same, by status alone; hasActiveRun is false under an alias. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'p4-runs-by-status');
export const gateway = found?.gateway;
export const dialect = 'protocol@4';
