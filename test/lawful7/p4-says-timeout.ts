/** Lawful: protocol@4: after aborted its status is killed or timeout; after error failed, killed or timeout. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'p4-says-timeout');
export const gateway = found?.gateway;
export const dialect = 'protocol@4';
