/** The catalogue: every property, in the order of the specification and of reports. */
import type { Property } from './property.ts';
import { seqContiguous } from './seq-contiguous.ts';

export const PROPERTIES: readonly Property[] = [seqContiguous];
