/** Lawful: Bound the payload, keep the number, or close with a reason: cut for the agent, closed for the rest. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'bounds-or-closes');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
