// mistake: a list never shows more than two rows, and says that this is all
// report: own experience
// wrong: a list never shows more than two rows, and says that this is all
import { createGateway } from './copies/list-limit-zero/gateway.ts';
export const gateway = createGateway('list-limit-zero');
