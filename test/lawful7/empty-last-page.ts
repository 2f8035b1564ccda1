/** Lawful: hasMore with an empty last page (a gateway that hides entries does not know better before it has looked). */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'empty-last-page');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
