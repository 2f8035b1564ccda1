// mistake: a delete says that nothing was archived
// report: own experience
// wrong: a delete says that nothing was archived
import { createGateway } from './copies/delete-answers-unlisted/gateway.ts';
export const gateway = createGateway('delete-answers-unlisted');
