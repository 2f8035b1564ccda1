/** A compaction is for the model alone: it is shown the summary, and the history goes on showing every message. */
import type { SessionMessagePayload } from '../../../src/protocol/events.ts';
import type { ChatHistoryResult } from '../../../src/protocol/methods.ts';
import type { Entry } from '../../../src/gateway/reference/entry.ts';
import { createGateway } from '../../../src/gateway/reference/gateway.ts';
import { compaction } from '../../../src/gateway/reference/policy/compaction.ts';
import { promptOf } from '../../../src/gateway/reference/policy/prompt.ts';
import { answerOf, payloadOf, withPayload } from '../../../src/gateway/tampering/frames.ts';
import { tampered } from '../../../src/gateway/tampering/tampered.ts';

function withoutRow(entry: Entry): Entry {
  const { row: _, ...others } = entry;
  return others;
}

export const gateway = tampered('keeps-history-whole', () => ({
  gateway: createGateway('keeps-entries', {
    compaction: {
      ...compaction,
      // at a position of its own; the row follows from the entries, which are all there
      merge: (summary, current) => [withoutRow({ ...summary, seq: 0 }), ...current],
    },
    prompt: {
      build(session, run) {
        const latest = session.entries.find(({ kind }) => kind === 'compaction');
        const covered = latest?.coversSeq ?? 0;
        const isShown = session.entries.filter((entry) => entry === latest || entry.seq > covered);
        return promptOf(session, run, isShown);
      },
    },
  }),
  outgoing(frame) {
    const history = answerOf<ChatHistoryResult>(frame, 'messages');
    if (history !== undefined) {
      const messages = history.messages.filter(({ __openclaw: { kind } }) => kind !== 'compaction');
      return [withPayload(frame, { ...history, messages })];
    }
    const pushed = payloadOf<SessionMessagePayload>(frame, 'session.message');
    return pushed?.message.__openclaw.kind === 'compaction' ? [] : undefined;
  },
}));
