/** Lawful: While the gateway starts a request is refused with UNAVAILABLE, retryable (startup-sidecars): for 700 ms after listening. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'starts-in-stages');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
