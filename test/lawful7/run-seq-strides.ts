/** Lawful: SPEC seq/run-order: the run seq never decreases (it may skip). */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'run-seq-strides');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
