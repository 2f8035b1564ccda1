/** Lawful: agent: stream(lifecycle | assistant | tool | item | thinking): thinking and items are no text of the reply; a tool also starts. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'thinks-aloud');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
