// mistake: messageSeq of a push counts from zero, its entry from one
// report: own experience
// wrong: messageSeq of a push counts from zero, its entry from one
import { createGateway } from './copies/seq-off-by-one/gateway.ts';
export const gateway = createGateway('seq-off-by-one');
