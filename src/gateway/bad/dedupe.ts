/** What can be got wrong about a message that is sent again. */
import { mistakes } from '../entry.ts';

export const BAD_DEDUPE = mistakes('dedupe', {
  'keys-without-session': {
    incident: 'dedupe-key',
    convictedBy: ['service/available'],
    words: /was refused: chat-request-conflict/,
    sentence:
      'Remembers an idempotency key without the session it was used in; the same key in another session is refused.',
    instead: { name: (_sessionKey, idempotencyKey) => idempotencyKey },
  },
  'forgets-keys-at-restart': {
    incident: '126680',
    convictedBy: ['send/exactly-once'],
    words: /has two entries in|had told its final and called the provider again/,
    sentence: 'Forgets idempotency keys at a restart; a retry runs the message a second time.',
    instead: { restore: () => {} },
  },
  'forgets-settled-keys': {
    incident: '129793',
    convictedBy: ['send/exactly-once'],
    words: /has two entries in|had told its final and called the provider again/,
    sentence:
      'Forgets an idempotency key as soon as its run is over; a late retry runs the message a second time.',
    instead: {
      settle(sends, name) {
        sends.delete(name);
      },
    },
  },
});
