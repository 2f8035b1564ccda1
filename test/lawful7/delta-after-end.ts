/** Lawful: OPENCLAW 2: agent lifecycle end, then often one more coalesced chat delta, then the terminal with the same run seq; SPEC: after a lifecycle end only coalesced text and the terminal. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'delta-after-end');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
