/** Takes `/reset text` off a message, rotates, and keeps neither an audit record nor a marker. */
import { createGateway } from '../reference/gateway.ts';

export const stripsSlashCommands = createGateway('strips-slash-commands', {
  sessionControl: { decide: () => 'rotate-silently' },
});
