// mistake: a missing scope is refused as something to try again
// report: own experience
// wrong: a missing scope is refused as something to try again
import { createGateway } from './copies/missing-scope-is-retryable/gateway.ts';
export const gateway = createGateway('missing-scope-is-retryable');
