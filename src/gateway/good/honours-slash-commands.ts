/**
 * Honours `/new` and `/reset` in a message also when it names no session: visibly, audited, and once for each text,
 * since a draft that is sent again under a new key can not be told from a command by anything else.
 */
import { createGateway } from '../reference/gateway.ts';
export const honoursSlashCommands = createGateway('honours-slash-commands', {
  sessionControl: {
    decide(_control, named, currentSessionId, honoured) {
      if (currentSessionId === undefined || (named !== undefined && named !== currentSessionId))
        return 'refuse';
      return honoured && named === undefined ? 'refuse' : 'rotate-once';
    },
  },
});
