// mistake: runtimeMs counts seconds
// report: own experience
// wrong: runtimeMs counts seconds
import { createGateway } from './copies/runtime-in-seconds/gateway.ts';
export const gateway = createGateway('runtime-in-seconds');
