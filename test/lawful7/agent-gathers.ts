/** Lawful: Text is coalesced (the run seq may skip): agent deltas are gathered until the next other event of the run. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'agent-gathers');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
