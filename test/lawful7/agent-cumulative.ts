/** Lawful: agent: assistant(text cumulative, delta); chat delta: cumulative message beside deltaText. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'agent-cumulative');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
