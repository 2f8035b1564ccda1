/** Sends no final for a reply without text; its client streams for ever. */
import { createGateway } from '../reference/gateway.ts';
import { fence } from '../reference/policy/fence.ts';

export const suppressesEmptyFinals = createGateway('suppresses-empty-finals', {
  fence: { ...fence, tellsTerminal: (run) => run.reply !== '' },
});
