/** What can be got wrong about what a session's row says. */
import type { SessionsChangedPayload } from '../../protocol/events.ts';
import type { SessionRow } from '../../protocol/methods.ts';
import { mistakes } from '../entry.ts';
import { payloadOf, withPayload, withRows } from '../tampering/frames.ts';
import type { Tamper } from '../tampering/tampered.ts';
import type { Wire } from '../tampering/wire.ts';
import { FAILED_RUNS, rotations, COMPACTIONS } from '../usual-triggers.ts';

/** Changes rows of sessions that have an open run, and none at the model. */
function betweenTurns(change: (row: SessionRow) => SessionRow): Tamper {
  return () => {
    const atModel = new Set<string>();
    return {
      provider: (provider) => ({
        call(request, onEvent) {
          const { run } = request;
          if (run === undefined) return provider.call(request, onEvent);
          atModel.add(run.runId);
          return provider.call(request, (event) => {
            if (event.type === 'end' || event.type === 'error') atModel.delete(run.runId);
            onEvent(event);
          });
        },
      }),
      outgoing: (frame) =>
        withRows(frame, (row) =>
          row.hasActiveRun && !row.activeRunIds.some((runId) => atModel.has(runId)) ? change(row) : row,
        ),
    };
  };
}

export const BAD_ROWS = mistakes(null, {
  'announces-ends-with-the-row-before': {
    incident: '82382',
    convictedBy: ['view/converges'],
    trigger: 'none',
    words:
      /the last row of \S+ that connection .* was pushed says status running, and after quiet it is listed with/,
    sentence: 'Announces the end of a run with the row as it was read before the end was written.',
    tamper() {
      const told = new WeakMap<Wire, Map<string, SessionRow>>();
      return {
        outgoing(frame, wire) {
          const change = payloadOf<SessionsChangedPayload>(frame, 'sessions.changed');
          if (change?.session === undefined) return undefined;
          const rows = told.get(wire) ?? new Map<string, SessionRow>();
          told.set(wire, rows);
          const before = rows.get(change.sessionKey);
          rows.set(change.sessionKey, change.session);
          const isEnd = change.session.status !== 'running' && before?.status === 'running';
          return isEnd ? [withPayload(frame, { ...change, session: before })] : undefined;
        },
      };
    },
  },
  'shows-rows-of-known-sessions': {
    incident: '45754',
    convictedBy: ['view/converges'],
    trigger: [{ operation: 'send' }],
    words: /which had subscribed to sessions before, was never pushed a row of \S+, which had a run since/,
    sentence: 'Sends a subscriber the rows of those sessions alone that were there when it subscribed.',
    tamper() {
      const there = new Set<string>();
      const known = new WeakMap<Wire, ReadonlySet<string>>();
      return {
        incoming(frame, wire) {
          if (frame.type === 'req' && frame.method === 'sessions.subscribe') known.set(wire, new Set(there));
          return undefined;
        },
        outgoing(frame, wire) {
          const change = payloadOf<SessionsChangedPayload>(frame, 'sessions.changed');
          if (change === undefined) return undefined;
          there.add(change.sessionKey);
          if (known.get(wire)?.has(change.sessionKey) !== false) return undefined;
          return [withPayload(frame, { ...change, session: undefined })];
        },
      };
    },
  },
  'names-the-run-at-the-model': {
    incident: '82382',
    convictedBy: ['status/coherent'],
    trigger: [{ operation: 'send', while: 'run' }],
    words: /said that its active runs are \(.*\) while message .*, accepted before, waited for its run/,
    sentence: 'Of the active runs of a row the first one is named: those that wait behind it are missing.',
    tamper: () => ({
      outgoing: (frame) => withRows(frame, (row) => ({ ...row, activeRunIds: row.activeRunIds.slice(0, 1) })),
    }),
  },
  'names-runs-for-good': {
    incident: '82382',
    convictedBy: ['status/coherent'],
    trigger: [
      { operation: 'send', while: 'run' },
      { operation: 'send', after: 'send' },
    ],
    words: /names run .* as active, \d+ s after it was over/,
    sentence: 'Names every run of a session as active as long as one of them is.',
    tamper() {
      const named = new Map<string, Set<string>>();
      return {
        outgoing: (frame) =>
          withRows(frame, (row) => {
            const all = named.get(row.sessionId) ?? new Set<string>();
            named.set(row.sessionId, all);
            for (const runId of row.activeRunIds) all.add(runId);
            return row.activeRunIds.length === 0 ? row : { ...row, activeRunIds: [...all] };
          }),
      };
    },
  },
  'keeps-times-over-resets': {
    incident: '88538',
    convictedBy: ['generation/row'],
    trigger: rotations(),
    words: /which has had no turn, has (a start|an end) time/,
    sentence:
      'A reset clears the status and the tokens of a row, and leaves there when the last turn before it ended.',
    tamper() {
      const ended = new Map<string, number>();
      return {
        outgoing: (frame) =>
          withRows(frame, (row) => {
            if (row.endedAt !== null) ended.set(row.key, row.endedAt);
            return row.status === null ? { ...row, endedAt: ended.get(row.key) ?? null } : row;
          }),
      };
    },
  },
  'says-done-between-turns': {
    incident: '82382',
    trigger: 'none',
    convictedBy: ['status/coherent'],
    words: /status done with an active run/,
    sentence: 'A row says done, and that a run is active, while an accepted message waits for its turn.',
    tamper: betweenTurns((row) => ({ ...row, status: 'done' })),
  },
  'counts-started-runs-only': {
    incident: '63819',
    trigger: 'none',
    convictedBy: ['status/coherent'],
    words: /said status done and no active run while message .* waited for its run/,
    sentence: 'A row says done, and that no run is active, while an accepted message waits for its turn.',
    tamper: betweenTurns((row) => ({ ...row, status: 'done', hasActiveRun: false, activeRunIds: [] })),
  },
  'says-done-after-failure': {
    incident: '100058',
    trigger: FAILED_RUNS,
    convictedBy: ['row/accurate'],
    words: /says status done, and its last turn, .*, ended with error/,
    sentence: 'A row says done after a turn that failed.',
    tamper: () => ({
      outgoing: (frame) =>
        withRows(frame, (row) => (row.status === 'failed' ? { ...row, status: 'done' } : row)),
    }),
  },
  'counts-tokens-twice': {
    incident: '88538',
    trigger: 'none',
    convictedBy: ['row/accurate'],
    words: /counts \d+ tokens, and the \d+ runs of its generation that the model ended took/,
    sentence: 'A row counts the tokens of a turn once at its end and once when it is written.',
    tamper: () => ({
      outgoing: (frame) => withRows(frame, (row) => ({ ...row, totalTokens: row.totalTokens * 2 })),
    }),
  },
  'keeps-first-start': {
    incident: '63819',
    trigger: [{ operation: 'send', after: 'send' }],
    convictedBy: ['row/accurate'],
    words: /says that its last turn, .*, began at .*, and it was sent at/,
    sentence: 'A row goes on saying when the first turn of its session began.',
    tamper() {
      const first = new Map<string, number>();
      return {
        outgoing: (frame) =>
          withRows(frame, (row) => {
            const { sessionId, startedAt } = row;
            if (startedAt === null) return row;
            const kept = first.get(sessionId);
            if (kept === undefined) first.set(sessionId, startedAt);
            return { ...row, startedAt: kept ?? startedAt };
          }),
      };
    },
  },
  'keeps-the-end-of-the-turn-before': {
    incident: '63819',
    trigger: [{ operation: 'send', after: 'send' }],
    convictedBy: ['row/accurate'],
    words: /(is listed|was pushed) with status running, and with an end \d+ ms before its beginning/,
    sentence: 'A row of a session in which a turn goes on says when the turn before it ended.',
    tamper() {
      const ended = new Map<string, number>();
      return {
        outgoing: (frame) =>
          withRows(frame, (row) => {
            if (row.endedAt !== null) ended.set(row.sessionId, row.endedAt);
            return row.status === 'running' ? { ...row, endedAt: ended.get(row.sessionId) ?? null } : row;
          }),
      };
    },
  },
  'counts-runtimes-in-seconds': {
    incident: '63819',
    trigger: 'none',
    convictedBy: ['row/accurate'],
    words: /with a runtime of [\d.]+ ms, and with an end \d+ ms behind its beginning/,
    sentence: 'A row says in seconds how long its last turn took, under a name that promises milliseconds.',
    tamper: () => ({
      outgoing: (frame) =>
        withRows(frame, (row) =>
          row.runtimeMs === null ? row : { ...row, runtimeMs: row.runtimeMs / 1_000 },
        ),
    }),
  },
  'takes-runtimes-off-the-wall': {
    incident: '63819',
    trigger: [{ fault: 'clock.jump', backwards: true }],
    convictedBy: ['row/accurate'],
    words: /with a runtime of -\d+ ms: a duration is never below 0/,
    sentence:
      'How long a turn took is the difference of two wall times, also where the clock went back between them.',
    tamper: () => ({
      outgoing: (frame) =>
        withRows(frame, (row) =>
          row.startedAt === null ||
          row.endedAt === null ||
          row.endedAt >= row.startedAt ||
          row.runtimeMs === null
            ? row
            : { ...row, runtimeMs: row.endedAt - row.startedAt },
        ),
    }),
  },
  'keeps-the-aborted-flag': {
    incident: '82382',
    convictedBy: ['row/accurate'],
    trigger: [{ operation: 'abort' }],
    words: /says abortedLastRun true, and its last turn, .*, ended with (final|error)/,
    sentence: 'A row that said once that its last turn was aborted goes on saying so after the next ones.',
    tamper() {
      const aborted = new Set<string>();
      return {
        outgoing: (frame) =>
          withRows(frame, (row) => {
            if (row.abortedLastRun) aborted.add(row.sessionId);
            return aborted.has(row.sessionId) ? { ...row, abortedLastRun: true } : row;
          }),
      };
    },
  },
  'counts-compactions-on': {
    incident: '88538',
    convictedBy: ['generation/row'],
    trigger: COMPACTIONS,
    words: /counts \d+ compactions/,
    sentence: 'A row goes on counting the compactions of its session after a reset.',
    tamper() {
      const counted = new Map<string, number>();
      return {
        outgoing: (frame) =>
          withRows(frame, (row) => {
            const compactionCount = Math.max(row.compactionCount, counted.get(row.key) ?? 0);
            counted.set(row.key, compactionCount);
            return { ...row, compactionCount };
          }),
      };
    },
  },
});
