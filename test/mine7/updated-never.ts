// mistake: updatedAt of a row stays what it was when the session began
// report: own experience
// wrong: updatedAt of a row stays what it was when the session began
import { createGateway } from './copies/updated-never/gateway.ts';
export const gateway = createGateway('updated-never');
