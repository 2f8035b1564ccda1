/** Cannot be loaded ahead, since what it imports cannot. */
import { isOld } from './early.mjs';

export const age = isOld ? 'old' : 'new';
