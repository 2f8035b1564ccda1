/** Lawful: While it is not ready it may refuse connect as retryable with reason startup-sidecars (and closes: service restart). */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'refuses-connect-while-starting');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
