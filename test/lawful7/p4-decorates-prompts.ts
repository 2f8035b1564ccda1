/** Lawful: protocol@4: a prompt may hold more than was said, and say it in another form. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'p4-decorates-prompts');
export const gateway = found?.gateway;
export const dialect = 'protocol@4';
