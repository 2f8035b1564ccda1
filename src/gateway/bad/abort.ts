/** What can be got wrong about an abort. */
import { seconds } from '../../kernel/time.ts';
import type { ChatAbortParams, ChatAbortResult, ChatSendParams } from '../../protocol/methods.ts';
import { mistakes } from '../entry.ts';
import { abort } from '../reference/policy/abort.ts';
import { stopCall } from '../reference/runs.ts';
import { answerOf, withPayload } from '../tampering/frames.ts';
import type { Wire } from '../tampering/wire.ts';
import { CRASHES } from '../usual-triggers.ts';

const EARLY = seconds(3);
const NOTHING: ChatAbortResult = { ok: true, aborted: false, runIds: [] };

export const BAD_ABORT = mistakes('abort', {
  'aborts-without-ending': {
    incident: '146420',
    trigger: [{ operation: 'abort', while: 'run' }],
    convictedBy: ['send/accounted', 'progress/after-heal'],
    words: /was accepted and never seen to end/,
    sentence: 'Asks the model to stop on an abort, and waits for an end of the run that need not come.',
    instead: {
      end(core, _session, runs, done) {
        for (const run of runs) stopCall(core, run);
        done();
      },
    },
  },
  'denies-early-aborts': {
    incident: '84176',
    trigger: [{ operation: 'abort', while: 'run' }],
    convictedBy: ['abort/effective'],
    words: /when an abort was asked for and when it was answered with "nothing aborted"/,
    sentence: 'Answers an abort within three seconds of the message with "nothing aborted"; the run goes on.',
    tamper({ clock }) {
      const sentAt = new Map<string, number>();
      return {
        incoming(frame, wire) {
          if (frame.type !== 'req' || wire.scopes === undefined) return undefined;
          const now = clock.monotonicMicros();
          if (frame.method === 'chat.send') sentAt.set((frame.params as ChatSendParams).sessionKey, now);
          if (frame.method !== 'chat.abort') return undefined;
          const since = sentAt.get((frame.params as ChatAbortParams).sessionKey) ?? -Infinity;
          if (now - since > EARLY) return undefined;
          wire.send({ type: 'res', id: frame.id, ok: true, payload: NOTHING });
          return [];
        },
      };
    },
  },
  'misses-waiting-runs': {
    incident: '74781',
    trigger: [{ operation: 'abort', while: 'queue' }],
    convictedBy: ['abort/effective'],
    words: /was accepted and waited when an abort was asked for/,
    sentence: 'An abort means the run at the model only; a message that waits behind it is not found.',
    instead: {
      meant: (session, named) => abort.meant(session, named).filter((run) => run === session.active),
    },
  },
  'aborts-the-active-alone': {
    incident: '74781',
    trigger: [{ operation: 'abort', while: 'queue' }],
    convictedBy: ['abort/effective'],
    words: /when an abort was asked for that names no run, and is not among those that it says were aborted/,
    sentence: 'An abort that names no run ends the one at the model; those that wait behind it are run.',
    instead: {
      meant: (session, named) =>
        named === undefined && session.active !== undefined ? [session.active] : abort.meant(session, named),
    },
  },
  'says-yes-to-late-aborts': {
    incident: '146420',
    trigger: [{ operation: 'abort' }],
    convictedBy: ['abort/effective'],
    words: /was answered as aborted, and its terminal says final|and nobody ever asked for run/,
    sentence: 'Answers an abort that names a run with "aborted", also where that run is over or never was.',
    tamper() {
      /** Requests that name a run, by connection. */
      const named = new WeakMap<Wire, Set<string>>();
      return {
        incoming(frame, wire) {
          if (frame.type !== 'req' || frame.method !== 'chat.abort') return undefined;
          const ids = named.get(wire) ?? new Set<string>();
          named.set(wire, ids);
          if ((frame.params as ChatAbortParams).runId !== undefined) ids.add(frame.id);
          return undefined;
        },
        outgoing(frame, wire) {
          const answer = answerOf<ChatAbortResult>(frame, 'aborted');
          if (answer?.aborted !== false || frame.type !== 'res') return undefined;
          return named.get(wire)?.has(frame.id) === true
            ? [withPayload(frame, { ...answer, aborted: true })]
            : undefined;
        },
      };
    },
  },
  'aborts-without-the-model': {
    incident: '101162',
    trigger: [{ operation: 'abort', while: 'run' }],
    convictedBy: ['abort/effective'],
    words: /was answered as aborted, and the model went on working on it/,
    sentence: 'Tells everybody that a run is aborted, and never tells the model, which works on.',
    tamper: () => ({
      provider: (provider) => ({
        call(request, onEvent) {
          provider.call(request, onEvent);
          return { cancel() {} };
        },
      }),
    }),
  },
  'finishes-aborted-runs': {
    incident: '38277',
    trigger: [{ operation: 'abort', while: 'run' }],
    convictedBy: ['abort/effective'],
    words: /was answered as aborted, and its terminal says/,
    sentence: 'Answers that a run is aborted, and lets it end as if nobody had asked.',
    instead: { end: (_core, _session, _runs, done) => done() },
  },
  'answers-aborts-early': {
    incident: 'abort-before-write',
    trigger: CRASHES,
    convictedBy: ['abort/effective', 'ack/durable'],
    words:
      /was acknowledged, and its transcript says that a restart interrupted it|answered as aborted, and is handed to the model after a restart/,
    sentence: 'Answers an abort before it is on the disk; a crash in between undoes it.',
    instead: {
      end(core, session, runs, done) {
        done();
        session.lane.run((release) => abort.end(core, session, runs, release));
      },
    },
  },
});
