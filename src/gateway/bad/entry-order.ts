/** What can be got wrong about the order in which reads show a transcript. */
import type { SessionMessagePayload } from '../../protocol/events.ts';
import type { Frame } from '../../protocol/frame.ts';
import type {
  ArchivesReadResult,
  ChatHistoryParams,
  ChatHistoryResult,
  TranscriptMessage,
} from '../../protocol/methods.ts';
import { ms } from '../../kernel/time.ts';
import { mistakes } from '../entry.ts';
import { answerOf, payloadOf, withPayload } from '../tampering/frames.ts';
import type { Wire } from '../tampering/wire.ts';
import { COMPACTIONS, LARGE_FRAMES, rotations } from '../usual-triggers.ts';

/** How long the answers for one connection are kept. */
const KEPT = ms(200);
const TWO_HOURS_MS = 7_200_000;

export const BAD_ENTRY_ORDER = mistakes(null, {
  'shows-replies-first': {
    incident: '83681',
    trigger: 'none',
    convictedBy: ['entry/ordered'],
    words: /the reply .* stands before the message .* that began the run/,
    sentence: 'Shows each reply before the message that it answers.',
    tamper: () => ({
      outgoing: (frame) => reading(frame, repliesFirst),
    }),
  },
  'sorts-by-clock': {
    incident: '131629',
    // a summary is younger than what stands behind it
    trigger: [{ fault: 'clock.jump', backwards: true }, ...COMPACTIONS],
    convictedBy: ['entry/ordered'],
    words: /at position \d+ is followed by .* at \d+/,
    sentence:
      'Sorts a transcript by the wall clock of its entries, which may have gone back between two of them.',
    tamper: () => ({
      outgoing: (frame) =>
        reading(frame, (messages) => messages.toSorted((a, b) => a.timestamp - b.timestamp)),
    }),
  },
  'skips-at-page-ends': {
    incident: '61264',
    trigger: [{ operation: 'send', after: 'send' }, ...LARGE_FRAMES],
    convictedBy: ['entry/ordered'],
    words: /a page of .* ends at position \d+, after a page that begins at \d+/,
    sentence: 'Leaves one entry out between two pages of a history.',
    tamper: () => ({
      incoming(frame) {
        if (frame.type !== 'req' || frame.method !== 'chat.history') return undefined;
        const { offset = 0, ...rest } = frame.params as ChatHistoryParams;
        return offset === 0 ? undefined : [{ ...frame, params: { ...rest, offset: offset + 1 } }];
      },
    }),
  },
  'pages-without-end': {
    incident: '61264',
    trigger: [{ operation: 'send', after: 'send' }, ...LARGE_FRAMES],
    convictedBy: ['entry/ordered'],
    words: /before position 1 holds nothing, and says that there are older entries/,
    sentence: 'Says of every page behind the first one of a history that there is another one behind it.',
    tamper() {
      const behind = new WeakMap<Wire, Set<string>>();
      return {
        incoming(frame, wire) {
          if (frame.type !== 'req' || frame.method !== 'chat.history') return undefined;
          const ids = behind.get(wire) ?? new Set<string>();
          behind.set(wire, ids);
          if (((frame.params as ChatHistoryParams).offset ?? 0) > 0) ids.add(frame.id);
          return undefined;
        },
        outgoing(frame, wire) {
          const read = answerOf<ChatHistoryResult>(frame, 'messages');
          if (read === undefined || frame.type !== 'res' || behind.get(wire)?.has(frame.id) !== true)
            return undefined;
          return [withPayload(frame, { ...read, hasMore: true })];
        },
      };
    },
  },
  'pushes-run-ids': {
    incident: '105593',
    trigger: 'none',
    convictedBy: ['entry/ordered'],
    words: /entries .* and .* of .* were both pushed as/,
    sentence: 'Pushes an entry under the id of its run, so that a message and its reply have the same one.',
    tamper: () => ({
      outgoing(frame) {
        const pushed = payloadOf<SessionMessagePayload>(frame, 'session.message');
        const runId = pushed?.message.runId;
        return pushed === undefined || runId === undefined
          ? undefined
          : [withPayload(frame, { ...pushed, messageId: runId })];
      },
    }),
  },
  'dates-entries-in-local-time': {
    incident: '112222',
    trigger: 'none',
    convictedBy: ['entry/ordered'],
    words: /was made at .* by the clock of the gateway's own list; .* the history was answered at/,
    sentence: 'Dates entries by the clock on the wall of its time zone, two hours ahead.',
    tamper: () => ({
      outgoing(frame) {
        const read = answerOf<ChatHistoryResult>(frame, 'messages');
        const later = (one: TranscriptMessage): TranscriptMessage => ({
          ...one,
          timestamp: one.timestamp + TWO_HOURS_MS,
        });
        return read && [withPayload(frame, { ...read, messages: read.messages.map(later) })];
      },
    }),
  },
  'pushes-positions-from-zero': {
    incident: '131629',
    convictedBy: ['entry/ordered'],
    trigger: 'none',
    words: /is pushed as that of position \d+, and says itself that it stands at \d+/,
    sentence: 'Counts the positions of what it pushes from zero, and those of what it stores from one.',
    tamper: () => ({
      outgoing(frame) {
        const pushed = payloadOf<SessionMessagePayload>(frame, 'session.message');
        return pushed && [withPayload(frame, { ...pushed, messageSeq: pushed.messageSeq - 1 })];
      },
    }),
  },
  'reads-archives-backwards': {
    incident: '70330',
    convictedBy: ['entry/ordered'],
    trigger: [...rotations(), ...COMPACTIONS],
    words: /in archive .* at position \d+ is followed by .* at \d+/,
    sentence: 'Reads an archive back newest first, as the pages of a history are asked for.',
    tamper: () => ({
      outgoing(frame) {
        const read = answerOf<ArchivesReadResult>(frame, 'archive');
        return read && [withPayload(frame, { ...read, messages: read.messages.toReversed() })];
      },
    }),
  },
  'reads-from-a-cache': {
    incident: '10331',
    trigger: [{ operation: 'history' }, { operation: 'send', after: 'send' }],
    convictedBy: ['entry/ordered'],
    words: /a history of .* lacks the (reply|message) .*, which an earlier read showed/,
    sentence:
      'Answers a history with what the same connection was answered a moment ago, whatever came since.',
    tamper({ clock }) {
      const cached = new Map<Wire, Map<string, { readonly at: number; readonly payload: object }>>();
      return {
        onClose(wire) {
          cached.delete(wire);
        },
        outgoing(frame, wire) {
          const history = answerOf<ChatHistoryResult>(frame, 'messages');
          if (history?.sessionId === undefined) return undefined;
          const now = clock.monotonicMicros();
          const ofWire = cached.get(wire) ?? new Map<string, { at: number; payload: object }>();
          cached.set(wire, ofWire);
          const known = ofWire.get(history.sessionId);
          if (known !== undefined && now - known.at < KEPT) return [withPayload(frame, known.payload)];
          ofWire.set(history.sessionId, { at: now, payload: history });
          return undefined;
        },
      };
    },
  },
  'pushes-the-reply-first': {
    incident: '83681',
    convictedBy: ['entry/ordered'],
    trigger: [{ turn: 'tool' }, { fault: ['payload.event', 'payload.burst'] }],
    words: /was pushed entry .*, at position \d+, after .* at \d+/,
    sentence: 'Pushes what a run leaves with its reply first, and the results of its tools behind that.',
    tamper() {
      const held = new Map<Wire, Frame[]>();
      return {
        onClose(wire) {
          held.delete(wire);
        },
        outgoing(frame, wire) {
          const pushed = payloadOf<SessionMessagePayload>(frame, 'session.message');
          if (pushed === undefined) return undefined;
          const behind = held.get(wire) ?? [];
          if (pushed.message.role === 'tool') {
            held.set(wire, [...behind, frame]);
            return [];
          }
          held.delete(wire);
          return [frame, ...behind];
        },
      };
    },
  },
});

/** The same answer with its messages in another order; undefined: the frame shows none. */
function reading(
  frame: Frame,
  sorted: (messages: readonly TranscriptMessage[]) => readonly TranscriptMessage[],
): readonly Frame[] | undefined {
  const read = answerOf<ChatHistoryResult>(frame, 'messages');
  return read && [withPayload(frame, { ...read, messages: sorted(read.messages) })];
}

function repliesFirst(messages: readonly TranscriptMessage[]): readonly TranscriptMessage[] {
  const shown: TranscriptMessage[] = [];
  for (const message of messages) {
    const { role, runId } = message;
    const asked =
      role === 'assistant' ? shown.findIndex((one) => one.role === 'user' && one.runId === runId) : -1;
    shown.splice(asked < 0 ? shown.length : asked, 0, message);
  }
  return shown;
}
