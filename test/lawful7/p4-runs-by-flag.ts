/** Lawful: protocol@4: a row says by its status or by hasActiveRun that a run is active: status keeps saying done. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'p4-runs-by-flag');
export const gateway = found?.gateway;
export const dialect = 'protocol@4';
