/** openclaw#120563, #81439: no restart, no compaction; from the third turn on the model is shown the message alone. */
import { createGateway } from '../../../src/gateway/reference/gateway.ts';
import { prompt } from '../../../src/gateway/reference/policy/prompt.ts';
import { tampered } from '../../../src/gateway/tampering/tampered.ts';
import { acted } from '../acted.ts';

const SHORT = 4;

export const gateway = tampered('prompt-without-history', (host) => ({
  gateway: createGateway('shows-the-latest-alone', {
    prompt: {
      build(session, run) {
        const messages = prompt.build(session, run);
        if (messages.length <= SHORT) return messages;
        acted(host, 'prompt-without-history');
        return messages.slice(-1);
      },
    },
  }),
}));
