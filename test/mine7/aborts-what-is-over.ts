// mistake: an abort that names a run is answered as done whether or not the run lives
// report: own experience
// wrong: an abort that names a run is answered as done whether or not the run lives
import { createGateway } from './copies/aborts-what-is-over/gateway.ts';
export const gateway = createGateway('aborts-what-is-over');
