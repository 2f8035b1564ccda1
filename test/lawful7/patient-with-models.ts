/** Lawful: How long a run or a summary may take is a limit the gateway enforces by itself: half of what is configured for summaries. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'patient-with-models');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
