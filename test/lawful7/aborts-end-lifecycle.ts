/** Lawful: A terminal normally follows the lifecycle end: an aborted or interrupted run that began says its lifecycle end, too. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'aborts-end-lifecycle');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
