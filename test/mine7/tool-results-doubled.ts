// mistake: tool results are streamed with the same text twice in one frame
// report: own experience
// wrong: tool results are streamed with the same text twice in one frame
import { createGateway } from './copies/tool-results-doubled/gateway.ts';
export const gateway = createGateway('tool-results-doubled');
