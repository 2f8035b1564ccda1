/** What can be got wrong about what reads show. */
import type {
  ArchivesListResult,
  ArchivesReadResult,
  ChatHistoryResult,
  SessionsListResult,
  SessionsResetResult,
  TranscriptMessage,
} from '../../protocol/methods.ts';
import { seconds } from '../../kernel/time.ts';
import { mistakes } from '../entry.ts';
import { createGateway } from '../reference/gateway.ts';
import { rotation } from '../reference/policy/rotation.ts';
import { answerOf, withPayload } from '../tampering/frames.ts';
import { NEW_PROCESS, resets, rotations } from '../usual-triggers.ts';

const CACHED_MS = 40;

export const BAD_READING = mistakes(null, {
  'caches-cut-texts': {
    incident: 'cut-cache',
    trigger: [{ operation: 'send', minBytes: 100 }, { turn: 'delta' }, { turn: 'tool' }],
    convictedBy: ['text/faithful'],
    words: /was asked for with up to \d+ characters, and (has|is cut after) \d+/,
    sentence: 'Keeps the cut form of a long text, and shows it to whoever wants it cut, however short.',
    tamper() {
      const cut = new Map<string, TranscriptMessage>();
      return {
        outgoing(frame) {
          const read = answerOf<ChatHistoryResult>(frame, 'messages');
          if (read === undefined) return undefined;
          const messages = read.messages.map((message) => {
            const { id, truncated } = message.__openclaw;
            if (truncated !== true) return message;
            const known = cut.get(id);
            if (known === undefined) cut.set(id, message);
            return known ?? message;
          });
          return [withPayload(frame, { ...read, messages })];
        },
      };
    },
  },
  'reads-back-whole-seconds': {
    incident: '131629',
    trigger: NEW_PROCESS,
    convictedBy: ['entry/ordered'],
    words: /says that entry \w+ was made at \d+000; an earlier read said \d+/,
    sentence:
      'Stores when an entry was made in whole seconds, and shows that once it is read back at a boot.',
    tamper({ clock }) {
      const bootedAt = clock.wallMillis();
      return {
        outgoing(frame) {
          const read = answerOf<ChatHistoryResult>(frame, 'messages');
          if (read === undefined) return undefined;
          const messages = read.messages.map((message) =>
            message.timestamp < bootedAt
              ? { ...message, timestamp: message.timestamp - (message.timestamp % 1_000) }
              : message,
          );
          return [withPayload(frame, { ...read, messages })];
        },
      };
    },
  },
  'says-that-nothing-is-left-out': {
    incident: '61264',
    trigger: [{ operation: 'send' }],
    convictedBy: ['entry/ordered'],
    words: /says that it leaves nothing older out, and begins at position \d+/,
    sentence: 'Of a page that has no room for more, says that there is nothing before it.',
    tamper: () => ({
      outgoing(frame) {
        const page = answerOf<{ hasMore: boolean }>(frame, 'hasMore');
        return page?.hasMore === true && 'messages' in page
          ? [withPayload(frame, { ...page, hasMore: false })]
          : undefined;
      },
    }),
  },
  'reads-the-first-archive-again': {
    incident: '70330',
    trigger: rotations(),
    convictedBy: ['rotation/audited'],
    words: /archive \S+ of session id \w+ ends with entry \w+, as archive \S+ of session id \w+ does/,
    sentence: 'Keeps an archive that was read by its session key, and shows it for each other one of that.',
    tamper() {
      const sessionOf = new Map<string, string>();
      const first = new Map<string, string>();
      const asked = new Map<string, string>();
      return {
        incoming(frame, wire) {
          if (frame.type !== 'req' || frame.method !== 'sessions.archives.read') return undefined;
          const wanted = (frame.params as { readonly archive: string }).archive;
          const session = sessionOf.get(wanted) ?? wanted;
          const archive = first.get(session) ?? wanted;
          first.set(session, archive);
          asked.set(`${wire.id} ${frame.id}`, wanted);
          return [{ ...frame, params: { ...(frame.params as object), archive } }];
        },
        outgoing(frame, wire) {
          const list = answerOf<ArchivesListResult>(frame, 'archives');
          for (const { archive, sessionKey } of list?.archives ?? []) sessionOf.set(archive, sessionKey);
          const read = answerOf<ArchivesReadResult>(frame, 'archive');
          if (read === undefined || frame.type !== 'res') return undefined;
          return [withPayload(frame, { ...read, archive: asked.get(`${wire.id} ${frame.id}`) })];
        },
      };
    },
  },
  'lists-ended-ids': {
    incident: '10331',
    trigger: resets(),
    convictedBy: ['generation/monotonic'],
    words: /points at generation .* again, which had ended/,
    sentence:
      'Lists the session id of before for a moment after a reset, until there is a message: the list is read from a cache.',
    tamper({ clock }) {
      /** What each key pointed at before its last reset. */
      const before = new Map<string, { readonly sessionId: string; readonly until: number }>();
      return {
        gateway: createGateway('remembers-ended-ids', {
          rotation: {
            ...rotation,
            endRuns(core, session, ended) {
              before.set(session.key, { sessionId: ended.sessionId, until: session.updatedAt });
              rotation.endRuns(core, session, ended);
            },
          },
        }),
        outgoing(frame) {
          const list = answerOf<SessionsListResult>(frame, 'sessions');
          if (list === undefined) return undefined;
          const sessions = list.sessions.map((row) => {
            const cached = row.status === null ? before.get(row.key) : undefined;
            return cached !== undefined && clock.wallMillis() - cached.until < CACHED_MS
              ? { ...row, sessionId: cached.sessionId }
              : row;
          });
          return [withPayload(frame, { ...list, sessions })];
        },
      };
    },
  },
  'answers-with-the-old-row': {
    incident: '10331',
    trigger: [{ operation: 'reset' }],
    convictedBy: ['generation/monotonic'],
    words:
      /the answer to a reset of .* names generation .*, which another frame says it ended: they contradict each other/,
    sentence: 'Answers a reset with the session id of before.',
    tamper() {
      const before = new Map<string, string>();
      return {
        gateway: createGateway('remembers-what-ended', {
          rotation: {
            ...rotation,
            endRuns(core, session, ended) {
              before.set(session.key, ended.sessionId);
              rotation.endRuns(core, session, ended);
            },
          },
        }),
        outgoing(frame) {
          const reset = answerOf<SessionsResetResult>(frame, 'entry');
          const sessionId = reset && before.get(reset.key);
          if (sessionId === undefined) return undefined;
          return [withPayload(frame, { ...reset, entry: { ...reset?.entry, sessionId } })];
        },
      };
    },
  },
  'shows-what-was-deleted': {
    incident: '40840',
    trigger: [{ operation: 'delete' }],
    convictedBy: ['generation/transcript'],
    words: /a read after its delete shows the .* entry .* of run .*, accepted before/,
    sentence:
      'Reads histories through a cache that a delete does not empty: of a key that points at nothing it has the last one.',
    tamper() {
      const cached = new Map<string, ChatHistoryResult['messages']>();
      return {
        outgoing(frame) {
          const read = answerOf<ChatHistoryResult>(frame, 'sessionKey');
          if (read?.messages === undefined) return undefined;
          if (read.sessionId !== undefined) cached.set(read.sessionKey, read.messages);
          const messages = read.sessionId === undefined ? cached.get(read.sessionKey) : undefined;
          return messages === undefined ? undefined : [withPayload(frame, { ...read, messages })];
        },
      };
    },
  },
  'lists-slowly': {
    incident: '137965',
    trigger: 'none',
    convictedBy: ['service/available'],
    words: /^the list that connection .* asked for was (not )?answered (after|for) \d+ s of fair time$/,
    sentence: 'Opens the transcript of each session for a list, one after the other: it takes half a minute.',
    tamper: ({ timers }) => ({
      incoming(frame, wire) {
        if (frame.type !== 'req' || frame.method !== 'sessions.list') return undefined;
        timers.set(seconds(31), () => wire.receive(frame));
        return [];
      },
    }),
  },
  'archives-replies-only': {
    incident: '70330',
    trigger: rotations(),
    convictedBy: ['ack/durable'],
    words: /and does not stand in archive .* of its generation/,
    sentence: 'Reads an archive back without the messages of its users.',
    tamper: () => ({
      outgoing(frame) {
        const read = answerOf<ArchivesReadResult>(frame, 'archive');
        if (read === undefined) return undefined;
        const messages = read.messages.filter(({ role }) => role !== 'user');
        return [withPayload(frame, { ...read, messages })];
      },
    }),
  },
});
