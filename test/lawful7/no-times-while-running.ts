/** Lawful: startedAt …: they are judged once the session is idle; endedAt null while it runs. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'no-times-while-running');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
