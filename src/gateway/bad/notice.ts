/** What can be got wrong about who is told that a generation ended. */
import type { SessionsChangedPayload, SocketDrainPayload } from '../../protocol/events.ts';
import type { AuditRecord, HelloOk, RotationTrigger } from '../../protocol/methods.ts';
import { mistakes } from '../entry.ts';
import { notice, type NoticePolicy } from '../reference/policy/notice.ts';
import { LEDGER } from '../reference/store.ts';
import { answerOf, payloadOf, withPayload } from '../tampering/frames.ts';
import type { Wire } from '../tampering/wire.ts';
import { CRASHES, FULL_DISK, resets, rotations } from '../usual-triggers.ts';

/** Nobody is told of ends by these triggers; none given: of any. */
export function silentOn(...triggers: readonly RotationTrigger[]): NoticePolicy {
  return {
    ...notice,
    announce(core, notices, trigger) {
      if (triggers.length > 0 && !triggers.includes(trigger)) notice.announce(core, notices, trigger);
    },
  };
}

export const BAD_NOTICE = mistakes('notice', {
  'notifies-everyone': {
    incident: '63374',
    trigger: rotations(),
    convictedBy: ['scope/isolated'],
    words: /got (socket\.drain|sessions\.changed) without operator\.read/,
    sentence: 'Sends eviction notices to every connection, scoped and subscribed or not.',
    instead: {
      announce(core, notices) {
        for (const [event, payload] of notices)
          for (const connection of core.hub.everyone())
            if (connection.greeted) connection.sendEvent(event, payload);
      },
    },
  },
  'evicts-silently': {
    incident: '63374',
    trigger: rotations(),
    convictedBy: ['eviction/notified'],
    words: /for the end of generation .* by (reset|delete) (never came|did not come)/,
    sentence: 'Resets and deletes sessions without telling anybody; clients must poll.',
    instead: silentOn(),
  },
  'evicts-silently-by-slash': {
    incident: '63374',
    trigger: [{ operation: 'send', says: 'command' }],
    convictedBy: ['eviction/notified'],
    words: /for the end of generation .* by slash command (never came|did not come)/,
    sentence: 'Tells subscribers of a reset by request, but not of one by slash command.',
    instead: silentOn('slash-command'),
  },
  'evicts-silently-by-rule': {
    incident: '63374',
    trigger: [{ operation: 'send', rule: 'daily' }, { fault: 'clock.jump' }],
    convictedBy: ['eviction/notified'],
    words: /for the end of generation .* by the daily rule (never came|did not come)/,
    sentence: 'Tells subscribers of a reset by request, but not of one by the daily rule.',
    instead: silentOn('rule'),
  },
  'drains-the-next': {
    incident: '63374',
    trigger: resets(),
    convictedBy: ['eviction/notified'],
    words:
      /socket\.drain says that generation .* ended, which another frame says began: they contradict each other/,
    sentence: 'Names the session that a reset begins in the notice of what it ended.',
    tamper() {
      const begun = new Map<string, string>();
      return {
        outgoing(frame) {
          const changed = payloadOf<SessionsChangedPayload>(frame, 'sessions.changed');
          if (changed?.reason === 'reset' && changed.sessionId !== undefined)
            begun.set(changed.sessionKey, changed.sessionId);
          const drain = payloadOf<SocketDrainPayload>(frame, 'socket.drain');
          const sessionId = drain?.reason === 'reset' ? begun.get(drain.sessionKey) : undefined;
          return sessionId === undefined ? undefined : [withPayload(frame, { ...drain, sessionId })];
        },
      };
    },
  },
  'spells-deletes-otherwise': {
    incident: '#63374',
    trigger: [{ operation: 'delete' }],
    convictedBy: ['eviction/notified'],
    words: /; one came with the reason "deleted", which tells of no end/,
    sentence: 'Gives in `sessions.changed` the reason for a delete that `socket.drain` has.',
    tamper: () => ({
      outgoing(frame) {
        const change = payloadOf<SessionsChangedPayload>(frame, 'sessions.changed');
        return change?.reason === 'delete'
          ? [withPayload(frame, { ...change, reason: 'deleted' })]
          : undefined;
      },
    }),
  },
  'notifies-before-commit': {
    incident: '63374',
    trigger: [...rotations(), ...CRASHES, ...FULL_DISK],
    convictedBy: ['generation/monotonic', 'generation/stream', 'rotation/audited'],
    words: /points at generation .* again, which had ended/,
    sentence:
      'Tells subscribers of a reset before it is on the disk; a crash or a full disk makes the notice a lie.',
    tamper({ clock }) {
      const subscribed = new Set<Wire>();
      function announce({ type, sessionKey, oldSessionId: sessionId, newSessionId }: AuditRecord): void {
        const ts = clock.wallMillis();
        const next = newSessionId === null ? {} : { sessionId: newSessionId };
        for (const wire of subscribed) {
          wire.event('sessions.changed', { sessionKey, ts, reason: type, ...next });
          const reason = type === 'reset' ? 'reset' : 'deleted';
          wire.event('socket.drain', { sessionKey, sessionId, reason, ts });
        }
      }
      return {
        outgoing(frame, wire) {
          const answer = answerOf<{ subscribed: true; key?: string }>(frame, 'subscribed');
          if (answer !== undefined && answer.key === undefined) subscribed.add(wire);
          const reason = payloadOf<SessionsChangedPayload>(frame, 'sessions.changed')?.reason;
          const announced = reason === 'reset' || reason === 'delete';
          return announced || payloadOf(frame, 'socket.drain') !== undefined ? [] : undefined;
        },
        disk: (disk) => ({
          append(path, text, done) {
            const line = path === LEDGER ? (JSON.parse(text) as { ended?: AuditRecord }) : {};
            if (line.ended !== undefined) announce(line.ended);
            disk.append(path, text, done);
          },
        }),
      };
    },
  },
  'leaves-drains-unlisted': {
    incident: '63374',
    trigger: rotations(),
    convictedBy: ['eviction/notified'],
    words: /got socket\.drain, which its hello does not list/,
    sentence: 'Keeps the list of events in its hello by hand, and the notice that came last is not in it.',
    tamper: () => ({
      outgoing(frame) {
        const hello = answerOf<HelloOk>(frame, 'features');
        if (hello === undefined) return undefined;
        const events = hello.features.events.filter((name) => name !== 'socket.drain');
        return [withPayload(frame, { ...hello, features: { ...hello.features, events } })];
      },
    }),
  },
});
