// mistake: a compaction that was done is answered as nothing to compact
// report: own experience
// wrong: a compaction that was done is answered as nothing to compact
import { createGateway } from './copies/compacted-says-no/gateway.ts';
export const gateway = createGateway('compacted-says-no');
