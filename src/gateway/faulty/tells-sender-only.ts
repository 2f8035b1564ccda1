/** Sends the terminal of a run to who sent the message; everybody else who follows the session streams for ever. */
import { createGateway } from '../reference/gateway.ts';
import { telling } from '../reference/policy/telling.ts';

export const tellsSenderOnly = createGateway('tells-sender-only', {
  telling: { ...telling, terminalAudience: 'sender' },
});
