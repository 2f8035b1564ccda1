// mistake: a run that said nothing has no lifecycle end
// report: own experience
// wrong: a run that said nothing has no lifecycle end
import { createGateway } from './copies/no-lifecycle-for-silent/gateway.ts';
export const gateway = createGateway('no-lifecycle-for-silent');
