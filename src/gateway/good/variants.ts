/** Known-good variants: the reference gateway with one policy that chose differently, and as rightly. */
import { seconds } from '../../kernel/time.ts';
import { REASON } from '../../protocol/error-codes.ts';
import type { SocketDrainPayload } from '../../protocol/events.ts';
import { good, type GatewayEntry } from '../entry.ts';
import type { Notice } from '../reference/announce.ts';
import { unavailable } from '../reference/core.ts';
import { createGateway } from '../reference/gateway.ts';
import { inbox } from '../reference/policy/inbox.ts';
import { notice } from '../reference/policy/notice.ts';
import { fits } from '../reference/policy/payload.ts';
import { restart } from '../reference/policy/restart.ts';
import { rotation } from '../reference/policy/rotation.ts';
import { sessionControl } from '../reference/policy/session-control.ts';
import { refuse } from '../reference/request.ts';

const refusesWhenBusy = createGateway('refuses-when-busy', {
  inbox: {
    ...inbox,
    turnsAway(sending) {
      if (sending.session.unsettled().length === 0) return false;
      refuse(sending, unavailable('the session is busy', REASON.sessionBusy, 250));
      return true;
    },
  },
});

const closesOversized = createGateway('closes-oversized', {
  payload: {
    fit: (_event, value, maxPayloadBytes) =>
      fits(value, maxPayloadBytes) ? { send: value } : { close: 'event above maxPayload' },
  },
});

const honoursSlashCommands = createGateway('honours-slash-commands', {
  sessionControl: {
    ...sessionControl,
    decide(_control, named, currentSessionId, honoured) {
      if (currentSessionId === undefined || (named !== undefined && named !== currentSessionId))
        return 'refuse';
      // a draft that is sent again under a new key can not be told from a command by anything but its text
      return honoured && named === undefined ? 'refuse' : 'rotate-once';
    },
  },
});

const namesWhatEnded = createGateway('names-what-ended', {
  notice: {
    ...notice,
    announce(core, notices, trigger) {
      const ended = notices.find(([event]) => event === 'socket.drain')?.[1] as SocketDrainPayload;
      const named = notices.map(([event, payload]): Notice => {
        const isDelete = event === 'sessions.changed' && !('sessionId' in payload);
        return [event, isDelete ? { ...payload, sessionId: ended.sessionId } : payload];
      });
      notice.announce(core, named, trigger);
    },
  },
});

export const VARIANTS: readonly GatewayEntry[] = [
  good(refusesWhenBusy, 'Refuses a message to a busy session at once, as retryable, instead of queueing it.'),
  good(
    createGateway('resets-in-place', { rotation: { ...rotation, inPlace: true } }),
    'Keeps the session id over a reset and counts a lifecycle revision instead, as OpenClaw 2026.9.6 does.',
    'reference@1+revision',
  ),
  good(
    closesOversized,
    'Closes a connection with a reason instead of cutting the texts of an event that is above its limit.',
  ),
  good(
    createGateway('steers', { inbox: { ...inbox, steers: true } }),
    "Steers a message into the session's running run instead of queueing it, as OpenClaw 2026.9.6 does.",
    'reference@1+steering',
  ),
  good(
    createGateway('never-coalesces', { streaming: { coalesceFor: 0 } }),
    'Sends every delta as a `chat` event of its own, at once, instead of gathering text.',
  ),
  good(
    createGateway('resumes-runs', { restart: { ...restart, resumes: true } }),
    'Hands a run that a stop or a crash cut short to the provider again, instead of ending it as interrupted.',
  ),
  good(
    createGateway('notifies-first', { notice: { ...notice, afterResponse: false } }),
    'Tells subscribers that a generation ended before it answers the request that ended it.',
  ),
  good(
    createGateway('sends-one-delta', { streaming: { coalesceFor: seconds(86_400) } }),
    'Gathers the text of a run until it ends, and sends it as one delta.',
  ),
  good(namesWhatEnded, 'Names the session id that ended in the notice of a delete.'),
  good(
    honoursSlashCommands,
    'Honours `/new` and `/reset` in a message that names no session: visibly, audited, and once for each text.',
    'reference@1+commands',
  ),
];
