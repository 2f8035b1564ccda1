// mistake: the list shows the main session on top, and again where it stands
// report: own experience
// wrong: the list shows the main session on top, and again where it stands
import { createGateway } from './copies/rows-twice/gateway.ts';
export const gateway = createGateway('rows-twice');
