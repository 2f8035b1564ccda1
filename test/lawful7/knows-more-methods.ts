/** Lawful: A method that you do not know is refused; this one knows more. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'knows-more-methods');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
