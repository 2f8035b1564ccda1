/** Lawful: A connection for which more than maxBufferedBytes wait is closed: nothing says that it is not closed at three quarters. */
import { VARIANTS } from './all.ts';

const found = VARIANTS.find(({ name }) => name === 'sheds-early');
export const gateway = found?.gateway;
export const dialect = 'reference@1';
