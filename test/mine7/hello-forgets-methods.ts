// mistake: hello lists no method that was added later
// report: own experience
// wrong: hello lists no method that was added later
import { createGateway } from './copies/hello-forgets-methods/gateway.ts';
export const gateway = createGateway('hello-forgets-methods');
