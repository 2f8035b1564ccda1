/** What can be got wrong about a compaction. */
import type { SessionMessagePayload } from '../../protocol/events.ts';
import type {
  SessionKeyParams,
  ArchivesListResult,
  ArchivesReadResult,
  SessionsCompactResult,
} from '../../protocol/methods.ts';
import { allows, METHOD_SCOPE } from '../../protocol/scopes.ts';
import { seconds, type Micros } from '../../kernel/time.ts';
import { mistakes } from '../entry.ts';
import type { ProviderCall } from '../port.ts';
import { FRESH_ROW } from '../reference/entry.ts';
import { createGateway } from '../reference/gateway.ts';
import { compaction } from '../reference/policy/compaction.ts';
import { answerOf, payloadOf, withPayload } from '../tampering/frames.ts';
import type { Tamper } from '../tampering/tampered.ts';
import {
  COMPACTIONS,
  FAILED_SUMMARIES,
  FULL_DISK,
  NEW_PROCESS,
  SENDS_DURING_SUMMARIES,
  rotations,
} from '../usual-triggers.ts';

/** What an attempt came to that had begun. */
const FAILED: ReadonlySet<string> = new Set(['summary-failed', 'session-ended', 'storage-unavailable']);

export const BAD_COMPACTION = mistakes('compaction', {
  'covers-open-turns': {
    incident: 'covers-open-turns',
    trigger: NEW_PROCESS,
    convictedBy: ['run/terminates'],
    words: /was accepted; no terminal was sent, and no reply can be read/,
    sentence: 'Takes messages whose turns are still open into a summary; a crash after it forgets the turns.',
    instead: {
      covers: ({ entries }) => [...entries],
      // what is kept of the row knows of no run either
      merge: ({ row = FRESH_ROW, ...summary }, current, covered) =>
        compaction.merge(
          { ...summary, row: { ...row, status: row.status === 'running' ? 'done' : row.status } },
          current,
          covered,
        ),
    },
  },
  'moves-summaries-on': {
    incident: '70330',
    trigger: rotations({ while: 'summary' }),
    convictedBy: ['generation/transcript'],
    words: /holds the summary .*, which was made of the message of run/,
    sentence: 'Writes a summary that was asked for before a reset into the transcript of the new generation.',
    instead: { isMeant: () => true },
  },
  'compacts-under-lock': {
    incident: '73204',
    trigger: SENDS_DURING_SUMMARIES,
    convictedBy: ['compaction/responsive'],
    words: /arrived during a compaction of .* waited longer than the bound for its answer/,
    sentence:
      'Holds the session through the summary call; messages wait behind it until their listener gives up.',
    instead: {
      schedule: (session, { summarise, swap }) =>
        session.lane.run((release) => summarise((text) => swap(text, release), release)),
    },
  },
  'holds-runs-while-compacting': {
    incident: '91492',
    trigger: SENDS_DURING_SUMMARIES,
    convictedBy: ['compaction/responsive'],
    words: /accepted during a compaction and held up longer than the bound/,
    sentence:
      'Acknowledges messages while a summary is written, and starts none of their runs before it is there.',
    tamper: holdingRuns(Infinity),
  },
  'polls-the-compaction-lock': {
    incident: '91492',
    convictedBy: ['compaction/responsive'],
    trigger: SENDS_DURING_SUMMARIES,
    words: /accepted during a compaction and held up longer than the bound/,
    sentence:
      'Acknowledges messages while a summary is written, and looks after seven seconds whether it may start their runs.',
    tamper: holdingRuns(seconds(7)),
  },
  'leaks-lane-after-compaction': {
    incident: '89639',
    trigger: [...rotations({ while: 'summary' }), ...FULL_DISK],
    convictedBy: ['send/accounted'],
    words: /was not answered while its connection was open/,
    sentence: 'Keeps the lane when a compaction comes to nothing because its session was reset meanwhile.',
    instead: {
      schedule: (session, { summarise, swap }) =>
        compaction.schedule(session, {
          summarise,
          swap: (text, release) =>
            swap(text, (compacted) => {
              if (compacted) release(compacted);
            }),
        }),
    },
  },
  'forgets-failed-compactions': {
    incident: '91492',
    trigger: [...COMPACTIONS, ...FAILED_SUMMARIES, ...rotations({ while: 'summary' }), ...FULL_DISK],
    convictedBy: ['progress/after-heal'],
    words: /compact \w+ not answered/,
    sentence: 'Never answers a compact request whose summary fails.',
    tamper: () => ({
      outgoing(frame) {
        const reason = answerOf<SessionsCompactResult>(frame, 'compacted')?.reason;
        return reason !== undefined && FAILED.has(reason) ? [] : undefined;
      },
    }),
  },
  'loses-tail-in-compaction': {
    incident: '73204',
    trigger: [...COMPACTIONS, { operation: 'send', while: 'summary' }],
    convictedBy: ['ack/durable'],
    words: /a compaction replaced its transcript/,
    sentence: 'Replaces the whole transcript by the summary, with what arrived while it was written.',
    instead: { merge: (summary) => [summary] },
  },
  'compacts-in-place': {
    incident: '73204',
    trigger: [...NEW_PROCESS, { fault: 'disk.short' }],
    convictedBy: ['ack/durable'],
    words: /was acknowledged before a restart and is in no transcript/,
    sentence:
      'Writes the compacted transcript over the old one instead of renaming a finished copy; a crash leaves a torn file.',
    instead: {
      write: (core, path, text, done) => core.host.disk.write(path, text, (written) => done(written.ok)),
    },
  },
  'keeps-no-checkpoint': {
    incident: '70330',
    trigger: COMPACTIONS,
    convictedBy: ['rotation/audited'],
    words: /was compacted \d+ times as its history shows, and \d+ of its checkpoints are listed/,
    sentence: 'Lists no checkpoint of what a compaction replaced.',
    tamper: () => ({
      outgoing(frame) {
        const list = answerOf<ArchivesListResult>(frame, 'archives');
        if (list === undefined) return undefined;
        const archives = list.archives.filter(({ reason }) => reason !== 'compaction');
        return [withPayload(frame, { ...list, archives })];
      },
    }),
  },
  'empties-checkpoints': {
    incident: '70330',
    trigger: COMPACTIONS,
    convictedBy: ['rotation/audited'],
    words: /was replaced by a summary .*, and none of the checkpoints .* holds it/,
    sentence: 'Lists a checkpoint of what a compaction replaced, and reads nothing back from it.',
    tamper: () => ({
      outgoing(frame) {
        const read = answerOf<ArchivesReadResult>(frame, 'archive');
        if (read?.archive.includes('.compaction-') !== true) return undefined;
        return [withPayload(frame, { ...read, messages: [], hasMore: false })];
      },
    }),
  },
  'compacts-in-silence': {
    incident: '73204',
    convictedBy: ['gap/announced'],
    trigger: COMPACTIONS,
    words: /was never pushed the summary .* that took the place of a part of its transcript/,
    sentence: 'Pushes no summary: who follows a session goes on showing what was compacted.',
    tamper: () => ({
      outgoing: (frame) =>
        payloadOf<SessionMessagePayload>(frame, 'session.message')?.message.__openclaw.kind === 'compaction'
          ? []
          : undefined,
    }),
  },
  'denies-compactions': {
    incident: '129368',
    trigger: COMPACTIONS,
    convictedBy: ['compaction/responsive'],
    words:
      /was told, without a reason, that nothing of .* was compacted; a summary was pushed while it waited/,
    sentence: 'Answers a request to compact, once that is done, as if there had been nothing to compact.',
    tamper: () => ({
      outgoing(frame) {
        const done = answerOf<SessionsCompactResult>(frame, 'compacted');
        return done?.compacted === true ? [withPayload(frame, { ...done, compacted: false })] : undefined;
      },
    }),
  },
  'compacts-never-again': {
    incident: '89639',
    convictedBy: ['compaction/responsive'],
    trigger: [
      { fault: 'summary.fail' },
      { fault: 'summary.garbage' },
      { fault: 'summary.timeout' },
      { fault: 'summary.stall' },
    ],
    words: /was answered that a compaction is under way; its last summary had ended/,
    sentence: 'Takes a session whose summary failed for one that is being compacted, as long as it runs.',
    tamper() {
      const failed = new Set<string>();
      return {
        incoming(frame, wire) {
          if (frame.type !== 'req' || frame.method !== 'sessions.compact') return undefined;
          if (!allows(wire.scopes ?? [], METHOD_SCOPE.get(frame.method))) return undefined;
          const { key } = frame.params as SessionKeyParams;
          if (!failed.has(key)) return undefined;
          const payload: SessionsCompactResult = { ok: true, key, compacted: false, reason: 'in-progress' };
          wire.send({ type: 'res', id: frame.id, ok: true, payload });
          return [];
        },
        outgoing(frame) {
          const answer = answerOf<SessionsCompactResult>(frame, 'compacted');
          if (answer?.reason === 'summary-failed') failed.add(answer.key);
          return undefined;
        },
      };
    },
  },
});

/** Starts no run before the summary of its session is there, or has been waited for so long. */
function holdingRuns(atMost: Micros): Tamper {
  return ({ timers }) => {
    /** What waits for the summary of each session that is being compacted. */
    const held = new Map<string, (() => void)[]>();
    function over(key: string): void {
      const starts = held.get(key) ?? [];
      held.delete(key);
      for (const start of starts) start();
    }
    return {
      gateway: createGateway('says-when-it-compacts', {
        compaction: {
          ...compaction,
          schedule(session, { summarise, swap }) {
            held.set(session.key, []);
            compaction.schedule(session, {
              summarise(then, failed) {
                summarise(then, () => {
                  failed();
                  over(session.key);
                });
              },
              swap(text, done) {
                swap(text, (compacted) => {
                  done(compacted);
                  over(session.key);
                });
              },
            });
          },
        },
      }),
      provider: (provider) => ({
        call(request, onEvent) {
          const waiting = held.get(request.run?.sessionKey ?? '');
          if (waiting === undefined) return provider.call(request, onEvent);
          let call: ProviderCall | undefined;
          let isOver = false;
          function start(): void {
            if (isOver) return;
            isOver = true;
            call = provider.call(request, onEvent);
          }
          waiting.push(start);
          if (atMost < Infinity) timers.set(atMost, start);
          return {
            cancel() {
              isOver = true;
              call?.cancel();
            },
          };
        },
      }),
    };
  };
}
