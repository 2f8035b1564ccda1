// mistake: text after a tool call is streamed to agents only once the run ends
// report: own experience
// wrong: text after a tool call is streamed to agents only once the run ends
import { createGateway } from './copies/deltas-without-tools/gateway.ts';
export const gateway = createGateway('deltas-without-tools');
