/** Lawful: One WebSocket message is one JSON object: members of an object have no order. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'members-reversed');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
